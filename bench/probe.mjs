/** Loaded into every contender: tells CPU time and memory of its own process when it is asked over the IPC channel. */
process.on('message', question => {
  if (question !== 'usage') return
  const { user, system } = process.cpuUsage()
  // Microseconds and bytes.
  process.send({ cpu: user + system, memory: process.memoryUsage.rss() })
})
// It must not keep a process alive, nor outlive the benchmark.
process.channel?.unref()
process.on('disconnect', () => process.exit())
