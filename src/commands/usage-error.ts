/** What is said of a flag or a command that there is not: which one was meant, or where it belongs. */
import type { Command } from 'commander'
import { nearest } from '../config/nearest.ts'

/** Flags that a command has for a reason not, though others have them. */
const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  run: { '--port': 'run picks a free port by itself' },
}

/** Commander's own text on an error of `command`, with a better hint where there is one. */
export function usageText(text: string, command: Command): string {
  const [message = ''] = text.split('\n')
  const flag = /^error: unknown option '(--?[^'=]+)/.exec(message)?.[1]
  if (flag === undefined) return strayWord(message, command) ?? text
  const hint = reasons[command.name()]?.[flag] ?? elsewhere(flag, command) ?? misspelt(flag, command)
  return hint === undefined ? `${message}\n` : `${message}\n(${hint})\n`
}

/** A misspelt command of a group that has a default one reads as an argument of that. */
function strayWord(message: string, command: Command): string | undefined {
  if (!message.startsWith('error: too many arguments')) return undefined
  const names = (command.parent?.commands ?? []).map(other => other.name())
  const meant = nearest(command.args[0] ?? '', names)
  return meant === undefined ? undefined : `${message}\n(Did you mean ${meant}?)\n`
}

/** `error: unknown command 'srve'`, with the command that was meant. */
export function unknownCommandText(name: string, program: Command): string {
  const meant = nearest(
    name,
    program.commands.map(command => command.name()),
  )
  return `error: unknown command '${name}'${meant === undefined ? '' : `\n(Did you mean ${meant}?)`}`
}

function misspelt(flag: string, command: Command): string | undefined {
  // A single letter is as near to every other.
  const meant = flag.startsWith('--') ? nearest(flag, flagsOf(command)) : undefined
  return meant === undefined ? undefined : `Did you mean ${meant}?`
}

function elsewhere(flag: string, command: Command): string | undefined {
  const names = (command.parent?.commands ?? [])
    .filter(other => flagsOf(other).includes(flag))
    .map(other => other.name())
  return names.length === 0 ? undefined : `${flag} is a flag of claudecodex ${names.join(' and ')}`
}

const flagsOf = (command: Command): readonly string[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, short }) => [long, short].filter(name => name !== undefined && name !== null))
