/**
 * `npm test`: installs what is missing, then lint, types, build and every test, one line a step. Stops at the first
 * failure and shows what it said. The end-to-end tests with the real client are `npm run test:e2e`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled } from './installed.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const tool = path => [process.execPath, join('node_modules', path)]
const mocha = tool('mocha/bin/mocha.js')
// Set by npm itself; a path to JavaScript, which starts on Windows too, where `npm` is a script.
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']

const steps = [
  ['lint', [...tool('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '.']],
  ['types', [...tool('typescript/bin/tsc'), '-p', 'tsconfig.json']],
  ['build', [process.execPath, 'scripts/build.mjs']],
  ['tests', [...mocha, 'test/**/*.test.ts']],
  // nock 14 patches the whole process, so what uses it has one of its own.
  ['tests with nock', [...mocha, '--config', '.mocharc.nock.json']],
]
if (!isInstalled(root)) {
  console.log('the packages of package-lock.json are not (all) in node_modules: npm ci')
  // Only our own build would run as a script here, and it is a step of its own.
  steps.unshift(['install', [...npm, 'ci', '--ignore-scripts']])
}
for (const [name, command] of steps) {
  if (await passes(name, command)) continue
  // Not exit(): it would cut off what is still to be printed.
  process.exitCode = 1
  break
}

async function passes(name, command) {
  process.stdout.write(name.padEnd(18))
  const started = performance.now()
  const { code, output } = await run(command)
  const seconds = `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`
  if (code === 0) console.log(`${seconds}  ${/^\s*(\d+ passing)/m.exec(output)?.[1] ?? 'ok'}`)
  else console.log(`${seconds}  FAILED\n\n$ ${command.slice(1).join(' ')}\n${output}`)
  return code === 0
}

function run([program, ...parameters]) {
  return new Promise(resolve => {
    const child = spawn(program, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks = []
    child.stdout.on('data', chunk => chunks.push(chunk))
    child.stderr.on('data', chunk => chunks.push(chunk))
    child.on('error', error => resolve({ code: 1, output: error.message }))
    child.on('close', code => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
}
