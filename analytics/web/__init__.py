"""What stands between the network and the pages: the gate, the sign-in pages, files, HTTP for programs."""
