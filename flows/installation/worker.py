"""The worker's process: Prefect's command, with our worker of processes in the place of Prefect's.

`python -m flows.installation.worker worker start --pool spro --type process --name NAME`
"""

if __name__ == "__main__":
    # The process of each run looks at this module anew: there must be nothing to read.
    from flows.machine.start import die_with_parent, read

    die_with_parent()
    read("flows.installation.copies").command()
