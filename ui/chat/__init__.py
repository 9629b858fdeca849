"""The Gradio chat and what an answer looks like in it."""
