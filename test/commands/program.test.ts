import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import ts from 'typescript'
import { packageVersion } from '../../src/core/version.ts'
import { type Finished, Workshop } from '../support/command-line.ts'

describe('the command line', function () {
  this.timeout(30_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create()
  })
  after(() => workshop.remove())

  const run = (...words: readonly string[]): Promise<Finished> => workshop.run(words, { COLUMNS: '100' })

  it('tells its version', async () => {
    expect(await run('--version')).to.include({ code: 0, stdout: `${packageVersion()}\n`, stderr: '' })
  })
  it('lists its commands, examples and variables, without colours where nobody can see them', async () => {
    const { code, stdout, stderr } = await run('--help')
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    for (const word of ['serve', 'run', 'env', '$ claudecodex --backend demo', 'LLM_BACKEND']) {
      expect(stdout).to.contain(word)
    }
    expect(stdout).not.to.contain('\u001b')
  })
  it('explains a command in two ways', async () => {
    const [flag, command] = await Promise.all([run('serve', '--help'), run('help', 'serve')])
    expect(flag.stdout).to.equal(command.stdout)
    expect(flag.stdout).to.contain('--next-port')
  })
  it('loads nothing heavy before it knows what to do', () => {
    const packages = packagesLoadedBy(fileURLToPath(new URL('../../src/cli.ts', import.meta.url)))
    expect([...packages].sort()).to.deep.equal(['chalk', 'commander'])
  })
  it('prints every variable', async () => {
    const { code, stdout } = await run('variables')
    expect(code).to.equal(0)
    expect(stdout).to.contain('COUNCIL_TIMEOUT').and.contain('NODE_EXTRA_CA_CERTS')
  })
  it('suggests the flag that was meant', async () => {
    const { code, stdout, stderr } = await run('--prot', '1')
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
    expect(stderr).to.contain("unknown option '--prot'").and.contain('Did you mean --port?')
  })
  it('suggests the command that was meant', async () => {
    const { code, stderr } = await run('srve')
    expect(code).to.equal(2)
    expect(stderr).to.contain("unknown command 'srve'").and.contain('Did you mean serve?')
  })
  it('says where a flag belongs that the command has not', async () => {
    const cases = [
      [['--shell', 'fish'], '(--shell is a flag of claudecodex env)'],
      [['run', '--port', '9'], '(run picks a free port by itself)'],
      [['help', 'serv'], "unknown command 'serv'\n(Did you mean serve?)"],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => run(...words)))
    for (const [index, { code, stdout, stderr }] of ends.entries()) {
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
      expect(stderr).to.contain(cases[index]?.[1])
    }
  })
  it('refuses what is no value of a flag', async () => {
    const cases = [
      [['--port', 'x'], 'from 0 (any free one) to 65535'],
      [['--port', '65536'], 'from 0 (any free one) to 65535'],
      [['serve', '--log-level', 'loud'], 'error, warn, info, debug'],
      [['env', '--shell', 'cmd'], 'bash, zsh, fish, powershell'],
      [['serve', 'now'], 'too many arguments'],
      [['run', '--prot', 'claude'], "unknown option '--prot'"],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => run(...words)))
    for (const [index, { code, stderr }] of ends.entries()) {
      expect(code).to.equal(2)
      expect(stderr).to.contain(cases[index]?.[1])
    }
  })
  it('shows the stack of an unexpected fault only when it is asked to', async () => {
    const broken = { NODE_OPTIONS: `--import ${encodeURI(`data:text/javascript,${breakFolder}`)}` }
    const [short, long] = await Promise.all([
      workshop.run(['env'], broken),
      workshop.run(['env', '--verbose'], broken),
    ])
    expect(short).to.include({ code: 1, stdout: '' })
    expect(short.stderr).to.equal(
      'claudecodex: no folder\n(an unexpected error; with --verbose it shows where it happened)\n',
    )
    expect(long.code).to.equal(1)
    expect(long.stderr).to.match(/^claudecodex: Error: no folder\n {4}at /)
  })
})

/** Fails where the configuration is loaded, as no user could make it. */
const breakFolder = `
const { cwd } = process
process.cwd = () => {
  if (/config\\/load\\.ts/.test(new Error().stack)) throw new Error('no folder')
  return cwd.call(process)
}`

/** Packages that a file imports before any of its code runs, through all it imports. */
function packagesLoadedBy(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>()
  if (seen.has(file)) return packages
  seen.add(file)
  for (const statement of ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
    .statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) continue
    const specifier = (statement.moduleSpecifier as ts.StringLiteral).text
    if (specifier.startsWith('.')) {
      for (const name of packagesLoadedBy(resolve(dirname(file), specifier), seen)) packages.add(name)
    } else if (!specifier.startsWith('node:')) packages.add(specifier)
  }
  return packages
}
