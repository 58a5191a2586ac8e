"""The worker's process: Prefect's command, with our worker of processes in the place of Prefect's.

`python -m flows.installation.worker worker start --pool spro --type process --name NAME`
"""

from flows.machine.start import die_with_parent, read

if __name__ == "__main__":
    die_with_parent()
    read("flows.installation.worker.copies").command()
