/**
 * `npm run test:live`: a text, a tool and a streamed turn with every provider whose key is in the environment, through
 * the gateway, for less than a cent. Prints a report in Markdown, to paste into an issue: no keys, and no prompts
 * but its own. Names may follow: `npm run test:live -- openai gemini:gemini-flash-latest`.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled } from './installed.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
// Set by npm itself; a path to JavaScript, which starts on Windows too, where `npm` is a script.
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']

// The report is alone on stdout: `npm run --silent test:live > report.md`.
const quietly = ['ignore', 2, 2]

if (!isInstalled(root)) mustRun([...npm, 'ci', '--ignore-scripts'], quietly)
const main = [process.execPath, '--conditions=source', '--import', 'tsx', join('test', 'live', 'main.ts')]
mustRun([...main, ...process.argv.slice(2)], 'inherit')

function mustRun([program, ...parameters], stdio) {
  const shell = program === 'npm' && process.platform === 'win32'
  const { status, error } = spawnSync(program, parameters, { cwd: root, stdio, shell })
  if (error) console.error(error.message)
  if (status !== 0) process.exit(status ?? 1)
}
