"""The worker's process: Prefect's command, with our worker of processes in the place of Prefect's.

`python -m flows.installation.worker worker start --pool spro --type process`
"""

if __name__ == "__main__":
    # The process of each run looks at this module anew: there must be nothing to read.
    from flows.start import read

    read("flows.installation.copies").command()
