/** What the documents tell the author of a plugin to do, done with the packed package as it is installed. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect } from 'chai'
import { followPage, type Reader } from '../support/page-runner.ts'
import { type Page, readPages, sectionOf } from '../support/pages.ts'
import { systemEnvironment } from '../support/process-output.ts'

const root = process.cwd()
const page = (path: string): Page => {
  const found = readPages(root).find(candidate => candidate.path === path)
  if (!found) throw new Error(`there is no ${path}`)
  return found
}

/** npm with the developer's own registry and cache; everything else sees a home of its own. */
function npm(words: readonly string[], folder: string, more: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    [...words, '--prefer-offline', '--no-audit', '--no-fund'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...more },
    },
  )
  if (status !== 0) throw new Error(`npm ${words.join(' ')} ends with ${status}\n${stdout}${stderr}`)
  return stdout
}

describe('the author of a plugin, by the documents and with the packed package', function () {
  this.timeout(240_000)
  let place: string
  let tarball: string
  let prefix: string

  before(() => {
    place = realpathSync(mkdtempSync(join(tmpdir(), 'claudecodex-author-')))
    prefix = join(place, 'prefix')
    for (const name of ['home', 'prefix']) mkdirSync(join(place, name))
    const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-sources'], {
      encoding: 'utf8',
    })
    expect(built.status, built.stderr).to.equal(0)
    npm(['pack', '--ignore-scripts', '--pack-destination', place], root)
    tarball = join(place, readdirSync(place).find(name => name.endsWith('.tgz')) ?? '')
    // The first alternative of the tutorial.
    const [globally] = install()
    expect(globally).to.equal('npm install --global ../claudecodex')
    npm(['install', '--global', '--prefix', prefix, tarball], place)
  })
  after(() => rmSync(place, { recursive: true, force: true, maxRetries: 5 }))

  const install = (): readonly string[] =>
    sectionOf(page('docs/plugins/tutorial.md'), 'Install').blocks.flatMap(({ text }) =>
      text.trim().split('\n'),
    )
  /** Below its first section, which is about installing. */
  const restOf = (path: string): Page => {
    const whole = page(path)
    return { ...whole, blocks: whole.blocks.slice(sectionOf(whole, 'Install').blocks.length) }
  }
  const reader = (name: string, more: Partial<Reader> = {}): Reader => {
    const folder = join(place, name)
    mkdirSync(folder, { recursive: true })
    const clean = systemEnvironment(join(place, 'home'))
    const path = [join(prefix, 'bin'), clean.PATH ?? ''].join(delimiter)
    return { folder, environment: { ...clean, PATH: path }, ...more }
  }

  it('gets through the tutorial with the program installed for all folders', async () => {
    await followPage(restOf('docs/plugins/tutorial.md'), reader('everywhere'))
    expect(readdirSync(join(place, 'everywhere')).sort()).to.deep.equal([
      'claudecodex.config.ts',
      'hide-names.test.ts',
      'hide-names.ts',
    ])
  })
  it('gets through it with the program installed in the folder alone', async () => {
    const own = reader('here')
    const [, ...locally] = install()
    expect(locally).to.deep.equal(['npm init --yes', 'npm install ../claudecodex'])
    npm(['init', '--yes'], own.folder)
    npm(['install', tarball], own.folder)
    const clean = systemEnvironment(join(place, 'home'))
    const instead = (command: string): string => command.replace(/^claudecodex\b/, 'npx claudecodex')
    await followPage(restOf('docs/plugins/tutorial.md'), { ...own, environment: clean, instead })
  })
  it('sees what the page on testing shows', async () => {
    const { path, blocks } = page('docs/plugins/testing.md')
    const shown = blocks.filter(({ name, language }) => name?.startsWith('shout') || language !== 'ts')
    await followPage({ path, blocks: shown }, reader('testing'))
  })
  it('publishes a plugin that another folder loads by its name', async () => {
    const { blocks } = page('docs/plugins/publishing.md')
    const [manifest, compiler] = blocks.filter(({ language }) => language === 'json')
    const [build, use] = blocks.filter(({ language }) => language === 'sh')
    const source = blocks.find(({ name }) => name === 'index.ts')
    const configuration = blocks.find(({ name }) => name === 'claudecodex.config.ts')
    const { folder, environment } = reader('greeting')
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'package.json'), manifest?.text ?? '')
    writeFileSync(join(folder, 'tsconfig.json'), compiler?.text ?? '')
    writeFileSync(join(folder, 'src', 'index.ts'), source?.text ?? '')
    // The compiler of this project, so that the test depends on no newer one.
    const typescript = join(root, 'node_modules', 'typescript')
    for (const command of build?.text.trim().split('\n') ?? []) {
      const words = command.replace('../claudecodex', tarball).replace(/ typescript$/, ` ${typescript}`)
      npm(words.split(' ').slice(1), folder)
    }
    const user = reader('user')
    expect(use?.text.trim()).to.equal(
      `npm install ../greeting/${readdirSync(folder).find(name => name.endsWith('.tgz'))}`,
    )
    npm(use?.text.trim().split(' ').slice(1) ?? [], user.folder)
    expect(
      readdirSync(join(user.folder, 'node_modules')).filter(name => !name.startsWith('.')),
    ).to.deep.equal(['claudecodex-plugin-greeting'])
    writeFileSync(join(user.folder, 'claudecodex.config.ts'), configuration?.text ?? '')
    const ask = `curl -s http://127.0.0.1:8082/v1/messages -H 'content-type: application/json' -d '{ "model": "demo", "max_tokens": 50, "messages": [{ "role": "user", "content": "hello" }] }'`
    const asking = [
      { language: 'sh', runs: false, line: 1, text: `claudecodex --backend demo\n${ask}\n` },
      { language: '', runs: false, line: 3, text: '{…"text":"Ahoy! …\n' },
    ]
    await followPage({ path: 'the other folder', blocks: asking }, { folder: user.folder, environment })
  })
})

describe('who follows a page', () => {
  const follow = (output: string, command = 'echo one && echo two') =>
    followPage(
      {
        path: 'page',
        blocks: [
          { language: 'sh', runs: false, line: 1, text: `${command}\n` },
          { language: '', runs: false, line: 2, text: `${output}\n` },
        ],
      },
      { folder: root, environment: systemEnvironment(tmpdir()) },
    ).then(
      () => 'as shown',
      (thrown: Error) => thrown.message,
    )

  it('is content with what is printed, and with what stands for it', async () => {
    for (const output of ['one\ntwo', 'o…\ntwo', '…', '…\ntwo', 'one\n…'])
      expect(await follow(output), output).to.equal('as shown')
  })
  it('finds what is printed otherwise, and a command that fails', async () => {
    for (const output of ['one', 'two\n…', 'one\ntwo\nthree', 'x…\ntwo'])
      expect(await follow(output), output).to.contain('and echo one && echo two has printed')
    expect(await follow('', 'exit 3')).to.match(/^page:1: exit 3 ends with 3/)
  })
})
