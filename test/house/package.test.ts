import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { firstUrl } from '../support/first-url.ts'
import { type InstalledPackage, installPackage, run } from '../support/installed-package.ts'
import { readPages } from '../support/pages.ts'
import { collectLines, systemEnvironment } from '../support/process-output.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly devDependencies: Readonly<Record<string, string>>
}

describe('the package as a user installs it', function () {
  this.timeout(120_000)
  let installed: InstalledPackage
  before(() => {
    installed = installPackage()
  })
  after(() => installed?.remove())

  const start = (...parameters: readonly string[]) => {
    const program = join(installed.project, 'node_modules', 'claudecodex', 'dist', 'src', 'cli.js')
    const child = spawn(process.execPath, [program, ...parameters], {
      cwd: installed.project,
      env: systemEnvironment(installed.home),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { child, output: collectLines(child, () => {}) }
  }
  const module = (text: string): string =>
    run(process.execPath, ['--input-type=module', '--eval', text], installed.project)

  it('holds the program, its documents and nothing of its workshop', () => {
    expect(installed.files).to.include.members([
      'dist/src/cli.js',
      'dist/src/index.d.ts',
      'dist/plugins/log.js',
      'dist/src/testing/exchanges/tool-call/request.json',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'claudecodex.config.example.ts',
      'docs/plugins.md',
    ])
    expect(installed.files.filter(path => /^(src|plugins|test|scripts|bench|\.)/.test(path))).to.deep.equal(
      [],
    )
  })
  it('needs no development dependency', () => {
    const found = Object.keys(manifest.devDependencies).filter(
      name => !name.startsWith('@types/') && existsSync(join(installed.project, 'node_modules', name)),
    )
    expect(found).to.deep.equal([])
  })
  it('puts an executable `claudecodex` on the path that tells its version', async () => {
    const { child, output } = start('--version')
    expect(await output.ended(20_000), output.report()).to.deep.equal({ code: 0, signal: null })
    expect(output.text().stdout.trim()).to.equal(manifest.version)
    expect(child.exitCode).to.equal(0)
    const link = join(installed.project, 'node_modules', '.bin', 'claudecodex')
    if (process.platform !== 'win32') {
      expect(run(link, ['--version'], installed.project).trim()).to.equal(manifest.version)
    }
  })
  it('answers a request from its demo backend', async () => {
    const { child, output } = start('serve', '--backend', 'demo', '--port', '0')
    try {
      const url = await firstUrl(output)
      const response = await fetch(`${url}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'demo',
          max_tokens: 100,
          messages: [{ role: 'user', content: 'Say hello.' }],
        }),
      })
      const answer = (await response.json()) as { type: string; content: { type: string; text?: string }[] }
      expect(response.status, JSON.stringify(answer)).to.equal(200)
      expect(answer.type).to.equal('message')
      expect(answer.content.some(({ type, text }) => type === 'text' && text !== '')).to.equal(true)
    } finally {
      child.kill('SIGINT')
      await output.ended(20_000)
    }
  })
  it('offers its public API, its test kit and its plugins under its own name', () => {
    const text = `
      import { defineConfig, definePlugin, InvalidRequestError } from 'claudecodex'
      import { runPlugin } from 'claudecodex/testing'
      import log from 'claudecodex/plugins/log'
      console.log([defineConfig, definePlugin, InvalidRequestError, runPlugin, log].map(value => typeof value).join())
    `
    expect(module(text).trim()).to.equal('function,function,function,function,function')
  })
  it('runs the programs that the documents print', () => {
    const loader = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href
    for (const page of readPages(root)) {
      const programs = page.blocks.filter(({ runs }) => runs)
      if (programs.length === 0) continue
      const folder = mkdtempSync(join(installed.project, 'page-'))
      for (const { name, text } of page.blocks) if (name) writeFileSync(join(folder, name), text)
      for (const { name = '' } of programs)
        run(process.execPath, ['--import', loader, join(folder, name)], folder)
    }
  })
  it('offers its types to a user’s own plugin', () => {
    const plugin = `
      import { definePlugin, type Plugin, type StreamEvent } from 'claudecodex'
      export default definePlugin<{ loud: boolean }>(({ loud }): Plugin => ({
        name: 'mine',
        apiVersion: 1,
        onEvent: (event): StreamEvent | null => (loud ? event : null),
      }))
      // @ts-expect-error the types are there: a plugin without a name is refused
      export const nameless: Plugin = { apiVersion: 1 }
    `
    const options = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, types: [] }
    writeFileSync(join(installed.project, 'plugin.ts'), plugin)
    writeFileSync(
      join(installed.project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, skipLibCheck: true }, files: ['plugin.ts'] }),
    )
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    expect(run(process.execPath, [compiler, '-p', '.'], installed.project)).to.equal('')
  })
})
