/** How each shell says that a variable has a value, or none. */
import { basename } from 'node:path'
import type { Changes, Environment } from './client-environment.ts'

interface Shell {
  readonly quoted: (word: string) => string
  readonly set: (name: string, value: string) => string
  readonly unset: (name: string) => string
  /** One command in a changed environment, that leaves the shell's own as it was where the shell can. */
  readonly command: (variables: readonly (readonly [string, string])[], command: string) => string
  /** How to run what a command of ours prints. */
  readonly evaluate: (command: string) => string
}

/** Means itself in every shell. */
const isPlain = (value: string): boolean => /^[\w+:./=-]+$/.test(value)

const posixQuoted = (value: string): string =>
  isPlain(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`

const fishQuoted = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`

// PowerShell ends a single-quoted string at typographic quotes too.
const powershellQuoted = (value: string): string => `'${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`

const prefixed =
  (prefix: string, quoted: (value: string) => string): Shell['command'] =>
  (variables, command) =>
    `${prefix}${variables.map(([name, value]) => `${name}=${quoted(value)} `).join('')}${command}`

const posix: Shell = {
  quoted: posixQuoted,
  set: (name, value) => `export ${name}=${posixQuoted(value)};`,
  unset: name => `unset ${name};`,
  command: prefixed('', posixQuoted),
  evaluate: command => `eval "$(${command})"`,
}

const powershellSet: Shell['set'] = (name, value) => `$env:${name} = ${powershellQuoted(value)};`

const shells = {
  bash: posix,
  zsh: posix,
  fish: {
    quoted: word => (isPlain(word) ? word : fishQuoted(word)),
    set: (name, value) => `set -gx ${name} ${fishQuoted(value)};`,
    unset: name => `set -e ${name};`,
    command: prefixed('env ', fishQuoted),
    evaluate: command => `${command} | source`,
  },
  powershell: {
    quoted: word => (isPlain(word) ? word : powershellQuoted(word)),
    set: powershellSet,
    unset: name => `Remove-Item -ErrorAction Ignore Env:${name};`,
    command: (variables, command) =>
      [...variables.map(([name, value]) => powershellSet(name, value)), command].join(' '),
    evaluate: command => `${command} | Out-String | Invoke-Expression`,
  },
} satisfies Readonly<Record<string, Shell>>

export type ShellName = keyof typeof shells

export const shellNames = Object.keys(shells) as readonly ShellName[]

/**
 * The shell that most likely reads what we print. `SHELL` comes first: Windows sets `PSModulePath` for every program,
 * those of Git Bash included.
 */
export function detectShell(environment: Environment, platform: NodeJS.Platform): ShellName {
  const name = basename(environment.SHELL ?? '').replace(/\.exe$/i, '')
  if (name === 'pwsh' || name === 'powershell') return 'powershell'
  if (name) return name === 'fish' || name === 'zsh' ? name : 'bash'
  return environment.PSModulePath || platform === 'win32' ? 'powershell' : 'bash'
}

/** Lines that make the changes when the shell evaluates them. */
export const changeLines = (shell: ShellName, changes: Changes): string =>
  Object.entries(changes)
    .map(([name, value]) =>
      value === undefined ? shells[shell].unset(name) : shells[shell].set(name, value),
    )
    .map(line => `${line}\n`)
    .join('')

/** A line that starts `command` with the changes; what they take away cannot be said in it. */
export const commandLine = (shell: ShellName, changes: Changes, command: string): string =>
  shells[shell].command(
    Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    command,
  )

/** A command of these words. */
export const wordsLine = (shell: ShellName, words: readonly string[]): string =>
  words.map(shells[shell].quoted).join(' ')

/** The line that makes the shell run what a command of these words prints. */
export const evaluation = (shell: ShellName, words: readonly string[]): string =>
  shells[shell].evaluate(wordsLine(shell, words))
