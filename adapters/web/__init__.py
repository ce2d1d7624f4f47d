"""Pages and answers for browsers, load balancers and Prometheus, and the server they live in."""
