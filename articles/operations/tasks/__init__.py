"""The queue of background tasks on the database backend of Django's task framework.

`backend` puts tasks into the queue, `queue` takes them out under a lease, `running` runs one,
`worker` is the process that does so all day, `schedule` enqueues what the clock makes due, and
`rescue` runs urgent tasks in the server where no worker does.
"""
