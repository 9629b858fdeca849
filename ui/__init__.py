"""The faces: command line, chat page and HTTP. Wires the bot to people, answers nothing itself."""
