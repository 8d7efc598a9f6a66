"""The program without a screen: line by line, for screen readers, dumb terminals and scripts.

The same desk, the same rules and the same words as the screens, one question a line. Rules:

1. Nothing is addressed by place: what is written stays written, nothing is drawn over.
2. Every question is answered by digits and Enter, except where words are what is asked for. `0` goes
   back, `00` leaves the task (at home: the program), Enter alone does what the question says.
3. The end of the input ends the program in order; what was half done stays as a draft.
4. No Textual: this package imports the desk, the words and the widths, and starts without the rest.
"""
