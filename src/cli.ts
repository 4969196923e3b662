#!/usr/bin/env node
import { runCommandLine } from './commands/program.ts'

// `claudecodex --json | head` closes the pipe early: that is no fault of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // A command that has something to put in order before it ends listens as well.
  if (process.stdout.listenerCount('error') === 1) process.exit(process.exitCode ?? 0)
})

process.exitCode = await runCommandLine(process.argv.slice(2))
// A timer or a socket that somebody has forgotten does not keep a finished command alive.
setTimeout(() => process.exit(), 1_000).unref()
