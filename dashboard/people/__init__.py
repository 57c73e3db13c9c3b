"""Who asks: in the modes "class" and "login" each request and each page is somebody's."""
