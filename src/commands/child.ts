/** The client that `run` starts: the terminal is the client's, signals are passed on, its exit code is the answer. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { windowsInvocation } from './windows-program.ts'

// The terminal itself sends these to the client as well: passed on they would count twice, and Claude Code
// leaves at the second Ctrl-C.
const ofTheTerminal = ['SIGINT', 'SIGQUIT'] as const
const passedOn = ['SIGTERM', 'SIGHUP'] as const

/** Runs the client to its end. Throws a `CommandError` where it cannot be started. */
export async function runClient(
  command: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const child = start(command, parameters, environment)
  const ignore = () => {}
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal)
  for (const signal of ofTheTerminal) process.on(signal, ignore)
  for (const signal of passedOn) process.on(signal, passOn)
  try {
    return await end(child, command)
  } finally {
    for (const signal of ofTheTerminal) process.off(signal, ignore)
    for (const signal of passedOn) process.off(signal, passOn)
  }
}

function start(command: string, parameters: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
  const options = { stdio: 'inherit', env: environment } as const
  if (process.platform !== 'win32') return spawn(command, parameters, options)
  const { program, parameters: words, shell } = windowsInvocation(command, parameters, environment)
  return spawn(program, words, { ...options, shell })
}

function end(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', error => reject(notStarted(command, error)))
    // As a shell would say it: a program that dies of signal n gives 128 + n.
    child.once('exit', (code, signal) =>
      resolve(signal ? 128 + constants.signals[signal] : (code ?? exitCodes.internal)),
    )
  })
}

function notStarted(command: string, error: NodeJS.ErrnoException): CommandError {
  if (error.code === 'ENOENT') {
    const hint =
      command === 'claude'
        ? 'Claude Code is not on the PATH: install it, or name its file: claudecodex run -- /path/to/claude'
        : `there is no program ${command}: name one on the PATH, or give its path`
    return new CommandError(hint, exitCodes.run.notFound, error)
  }
  return new CommandError(`${command} cannot be run: ${error.message}`, exitCodes.run.notExecutable, error)
}
