/**
 * `npm run bench`: what the built program costs, beside bare programs that do the same. Everything is measured in turn
 * and in several rounds, so that what else the machine does meets all alike. `--quick` for a first look, `--only a,b`
 * for some measures or contenders, `--rounds N`, `--append FILE` to keep the tables.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fold } from '../src/anthropic/fold.ts'
import type { Message } from '../src/anthropic/message.ts'
import { decodeFrames } from '../src/anthropic/sse.ts'
import { fullAmounts, quickAmounts } from './amounts.ts'
import { Client } from './client.ts'
import { type Contender, type ContenderName, contenders } from './contenders.ts'
import { measures, type Site } from './measures.ts'
import { parseOptions } from './options.ts'
import { type Running, start, startUpstream, type Upstream } from './processes.ts'
import { figureTable, legend, targetTable } from './report.ts'
import { Results } from './results.ts'
import { warmUp } from './warm-up.ts'

/** Milliseconds after which no further round is begun. */
const budget = 330_000

interface Place extends Site {
  readonly name: ContenderName
  readonly running?: Running | undefined
}

function build(): void {
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [script, '--if-sources'], { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

/** Starts and warms every contender. Throws where one does not say what the upstream itself says. */
async function open(opened: Place[], { url, answer }: Upstream): Promise<void> {
  const client = new Client(url)
  const said = textsOf(await warmUp({ client, upstream: url, folder, answer }, quickAmounts.warmUp))
  client.close()
  const wanted: readonly Contender[] = contenders.filter(({ name }) => takesPart(name, options.contenders))
  for (const { name, launch } of wanted) {
    note(`starting ${name}`)
    const running = launch && (await start(port => launch(port, url), folder))
    const site = { name: name as ContenderName, running, launch, upstream: url, folder, answer }
    const place = { ...site, client: new Client(running?.url ?? url) }
    opened.push(place)
    const texts = textsOf(await warmUp(place, amounts.warmUp))
    const wrong = texts.find((text, index) => text !== said[index])
    if (wrong !== undefined) throw new Error(`${name} answers wrongly: ${wrong.slice(0, 500)}`)
  }
}

const takesPart = (name: string, only: readonly string[]): boolean => only.length === 0 || only.includes(name)

/** What the answers say, whatever the form they came in. */
const textsOf = (answers: ReadonlyMap<string, Buffer>): readonly string[] =>
  [...answers].map(([way, bytes]) => {
    const message =
      way === 'whole' ? (JSON.parse(bytes.toString()) as Message) : fold(decodeFrames(bytes.toString()))
    return (message?.content ?? []).map(block => (block.type === 'text' ? block.text : block.type)).join('\n')
  })

async function runRounds(open: readonly Place[]): Promise<{ results: Results; rounds: number }> {
  const results = new Results()
  const wanted = measures.filter(({ name }) => takesPart(name, options.measures))
  const began = performance.now()
  for (let round = 0; round < options.rounds; round += 1) {
    const perRound = round === 0 ? 0 : (performance.now() - began) / round
    if (performance.now() - began + perRound > budget) {
      note(`stopping after ${round} rounds: the next one would take too long`)
      return { results, rounds: round }
    }
    for (const measure of wanted.filter(({ rounds = Infinity }) => round < rounds)) {
      note(`round ${round + 1} of ${options.rounds}: ${measure.name}`)
      // Another one begins each time, so that nobody is always behind the same neighbour.
      for (const place of [...open.slice(round % open.length), ...open.slice(0, round % open.length)]) {
        results.add(round, place.name, await measure.take(place, amounts))
      }
    }
  }
  return { results, rounds: options.rounds }
}

function print(results: Results, rounds: number, names: readonly ContenderName[]): void {
  const date = new Date().toISOString().slice(0, 10)
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${process.platform}`
  const text = [
    `### ${date}, Node ${process.versions.node}, ${machine}, ${rounds} rounds`,
    targetTable(results),
    figureTable(results, names),
    legend(names),
  ]
    .filter(Boolean)
    .join('\n\n')
  note('')
  process.stdout.write(`${text}\n`)
  if (options.append !== undefined) appendFileSync(options.append, `\n${text}\n`)
}

/** What is going on, on a line of its own that the next one replaces. */
function note(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}

const options = parseOptions(process.argv.slice(2), {
  measures: measures.map(({ name }) => name),
  contenders: contenders.map(({ name }) => name),
})
const amounts = options.quick ? quickAmounts : fullAmounts
build()
const folder = mkdtempSync(join(tmpdir(), 'claudecodex-bench-'))
const upstream = await startUpstream(folder)
const places: Place[] = []
try {
  await open(places, upstream)
  const { results, rounds } = await runRounds(places)
  print(
    results,
    rounds,
    places.map(({ name }) => name),
  )
} finally {
  for (const { client } of places) client.close()
  await Promise.all([upstream.stop(), ...places.map(({ running }) => running?.stop())])
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
