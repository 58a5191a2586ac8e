"""What happens in a year, told by scenarios that play it. Read this first, in this order.

01 a year: one session, from its opening in January to its effect in September
02 the same typed in the gates: what the bodies say is typed in the runs that wait for it
03 the last night: what each sender reads who writes just before the deadline
04 on paper: what comes by post or is handed in
05 incomplete dossiers: what is asked of applicants, and what becomes of it
06 silence: the date on which it would decide, and who is warned
07 meetings: the bodies are convened, meet, lack a quorum, and are put off
08 decisions: opinions, decisions and their remedies
09 after the decision: another one in its place, and letters that come back
10 membership: signed, joined, left, ended
11 three sessions: what becomes of a dossier that its own year leaves incomplete or undecided
12 what may happen: what does not happen every year, and must go right all the same

01, 02 and 11 go through Prefect's runs; the others are played by the units of work that these runs call, which 11 holds
to come to the same.
"""
