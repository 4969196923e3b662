/** `claudecodex plugins new`: writes a plugin and its test, and enters it in the configuration where that is wanted. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { didYouMean } from '../../config/nearest.ts'
import { isShipped } from '../../config/own-modules.ts'
import { type HookName, hookNames } from '../../core/running-plugin.ts'
import { colorsOf } from '../colors.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { OutputFlags } from '../flags.ts'
import { configurationIn } from '../folder-configuration.ts'
import { withPerson } from '../init/questions.ts'
import { ownCommand } from '../own-command.ts'
import { printableLine } from '../printable.ts'
import { detectShell, wordsLine } from '../shells.ts'
import { configWith, entryLine, withEntry } from './config-entry.ts'
import { defaultHooks, pluginText, testText } from './skeleton.ts'

export interface NewFlags extends OutputFlags {
  /** Names with commas between them. */
  readonly hooks?: string
  readonly js?: boolean
  /** Enters it in the configuration without a question. */
  readonly add?: boolean
}

export async function newPlugin(name: string, flags: NewFlags, folder = process.cwd()): Promise<number> {
  refuseName(name)
  const hooks = readHooks(flags.hooks)
  const ending = flags.js ? '.mjs' : '.ts'
  const file = `${name}${ending}`
  const test = `${name}.test${ending}`
  await refuseToReplace(folder, [file, test])
  await write(folder, file, pluginText(name, hooks))
  await write(folder, test, testText(name, ending, hooks))
  process.stdout.write(`${file} and ${test} are written.\n`)
  process.stdout.write(`${await entered(`./${file}`, flags, folder)}\n${nextSteps(file)}`)
  return exitCodes.ok
}

const kebab = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

function refuseName(name: string): void {
  if (!kebab.test(name)) {
    const better = name
      .replace(/\.[cm]?[jt]s$/, '')
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[-\d]+|-+$/g, '')
    const advice = kebab.test(better) ? `: call it ${better}` : ''
    throw new CommandError(
      `"${printableLine(name)}" is no name for a plugin${advice}. Names are lower-case letters and digits, with - between words`,
      exitCodes.usage,
    )
  }
  if (isShipped(name)) {
    throw new CommandError(
      `claudecodex brings a plugin "${name}" itself, and no two may have the same name: choose another`,
      exitCodes.usage,
    )
  }
}

/** In the order in which an exchange meets them. */
function readHooks(text: string | undefined): readonly HookName[] {
  if (text === undefined) return defaultHooks
  const wanted = text
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '')
  for (const word of wanted) {
    if ((hookNames as readonly string[]).includes(word)) continue
    const hint = didYouMean(word, hookNames) || `; hooks are ${hookNames.join(', ')}`
    throw new CommandError(`--hooks: there is no hook "${printableLine(word)}"${hint}`, exitCodes.usage)
  }
  if (wanted.length > 0) return hookNames.filter(hook => wanted.includes(hook))
  throw new CommandError(`--hooks names none; hooks are ${hookNames.join(', ')}`, exitCodes.usage)
}

async function refuseToReplace(folder: string, names: readonly string[]): Promise<void> {
  const there = await readdir(folder)
  const found = names.find(name => there.includes(name))
  if (found === undefined) return
  throw new CommandError(
    `${found} is there already, and nothing is replaced: choose another name`,
    exitCodes.usage,
  )
}

async function write(folder: string, name: string, text: string): Promise<void> {
  try {
    await writeFile(join(folder, name), text, { flag: 'wx' })
  } catch (thrown) {
    throw new CommandError(`${name} cannot be written: ${(thrown as Error).message}`, exitCodes.usage)
  }
}

/** What the person reads of the configuration: that the plugin is entered, or the line to do it with. */
async function entered(entry: string, flags: NewFlags, folder: string): Promise<string> {
  const found = await configurationIn(folder)
  const name = found ?? 'claudecodex.config.ts'
  const own = found === undefined ? configWith(entry) : entryLine(name, entry)
  const byHand = `It runs when ${name} names it:\n\n${indented(own)}`
  const text = found === undefined ? own : withEntry(name, await readFile(join(folder, name), 'utf8'), entry)
  if (text === undefined) {
    return flags.add ? `${name} is not plain enough to be changed by a program. ${byHand}` : byHand
  }
  if (!(flags.add || (await agrees(name, found === undefined)))) return byHand
  await writeFile(join(folder, name), text, { flag: found === undefined ? 'wx' : 'w' })
  return `${name} ${found === undefined ? 'is written, and names it' : 'names it now'}.\n`
}

async function agrees(name: string, isNew: boolean): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false
  const terminal = { input: process.stdin, output: process.stdout, colors: colorsOf('stdout') }
  const question = isNew ? `Write a ${name} that names it?` : `Enter it in ${name}?`
  try {
    return await withPerson(terminal, async ask => /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim()))
  } catch (thrown) {
    // The plugin is written already; who leaves here only wants no more.
    if (thrown instanceof CommandError && thrown.exitCode === exitCodes.interrupted) return false
    throw thrown
  }
}

function nextSteps(file: string): string {
  const shell = detectShell(process.env, process.platform)
  const line = (...words: readonly string[]): string => `  ${wordsLine(shell, [...ownCommand(), ...words])}\n`
  return [
    'Runs it on recorded exchanges, and its tests:\n',
    line('plugins', 'check', file),
    'Then start the proxy, edit the file, and save: the next request has the change.\n',
    line('--backend', 'demo'),
  ].join('\n')
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map(line => (line === '' ? '\n' : `  ${line}\n`))
    .join('')
