"""The return as a document: template, reading, checking, comparing."""
