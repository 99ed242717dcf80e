"""What is drawn with OpenGL, and without it where no graphics card is. It must not know which views use it."""
