import { expect } from 'chai'
import { Workshop } from '../../support/command-line.ts'

const plugin = (body: string): string =>
  `import { definePlugin } from 'claudecodex'\n\nexport default definePlugin(() => ({\n  name: 'mine',\n  apiVersion: 1,\n${body}\n}))\n`

describe('claudecodex plugins check', function () {
  this.timeout(60_000)
  let workshop: Workshop
  beforeEach(async () => {
    workshop = await Workshop.create()
  })
  afterEach(() => workshop?.remove())

  const check = (...words: readonly string[]) => workshop.run(['plugins', 'check', ...words])

  it('says what a plugin changes, and that all is well', async () => {
    await workshop.write('mine.ts', plugin('  beforeRecord: record => ({ ...record, headers: {} }),'))
    const { code, stdout, stderr } = await check('mine.ts')
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    expect(stdout).to.contain('hooks     beforeRecord').and.to.contain('changes the record: headers')
    expect(stdout).to.contain('All 7 passed.')
  })
  it('names a fault with file and line, and ends with a code of its own', async () => {
    await workshop.write('mine.ts', plugin("  onEvent() {\n    throw new Error('oops')\n  },"))
    const { code, stdout } = await check('mine.ts')
    expect(code).to.equal(5)
    expect(stdout).to.match(/failed in onEvent: oops\n\s+at .*mine\.ts:7:\d+/)
  })
  it('finds a misspelt hook, a fault in the text, and a setup that fails', async () => {
    await workshop.write('mine.ts', plugin('  onEvents: () => {},'))
    const misspelt = await check('mine.ts')
    expect(misspelt.code).to.equal(5)
    expect(misspelt.stdout).to.contain('there is no hook "onEvents" - did you mean "onEvent"?')
    await workshop.write('mine.ts', plugin('  onEvent() {'))
    expect((await check('mine.ts')).stdout).to.match(/mine\.ts:\d+:\d+: cannot be compiled/)
    await workshop.write('mine.ts', plugin("  setup() {\n    throw new Error('no key')\n  },"))
    const failing = await check('mine.ts')
    expect(failing.code).to.equal(5)
    expect(failing.stdout).to.contain('failed in setup: no key')
  })
  it('gives options, and shows what the schema makes of them or refuses', async () => {
    const schema = `  options: { '~standard': { version: 1, vendor: 'own', validate: given =>
      given.level > 1 ? { value: { level: given.level, deep: true } } : { issues: [{ message: 'too low', path: ['level'] }] } } },`
    await workshop.write('mine.ts', plugin(schema))
    const { code, stdout } = await check('mine.ts', '--options', '{"level":2}')
    expect(code, stdout).to.equal(0)
    expect(stdout).to.contain('level = 2, deep = true (checked by own)')
    expect((await check('mine.ts', '--options', '{"level":1}')).stdout).to.contain('option "level": too low')
    expect((await check('mine.ts', '--options', 'x')).code).to.equal(2)
  })
  it('runs exchanges of one’s own, and says which file of them is wrong', async () => {
    const request = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }
    await workshop.write('mine.ts', plugin('  onEnd: () => {},'))
    await workshop.write('recorded/busy/request.json', JSON.stringify(request))
    await workshop.write('recorded/busy/error.json', '{"error":{"type":"overloaded_error","message":"busy"}}')
    const { code, stdout } = await check('mine.ts', '--exchanges', 'recorded')
    expect(code, stdout).to.equal(0)
    expect(stdout).to.contain('✓ busy  fails, as recorded')
    await workshop.write('recorded/busy/request.json', '{')
    const broken = await check('mine.ts', '--exchanges', 'recorded')
    expect(broken.code).to.equal(2)
    expect(broken.stderr).to.contain('request.json is no JSON')
  })
  it('runs the tests beside the plugin, unless told not to', async () => {
    await workshop.write('mine.ts', plugin('  onEnd: () => {},'))
    await workshop.write(
      'mine.test.ts',
      "import { test } from 'node:test'\nimport plugin from './mine.ts'\ntest('name', () => {\n  if (plugin().name !== 'other') throw new Error('is called mine')\n})\n",
    )
    const { code, stdout } = await check('mine.ts')
    expect(code).to.equal(5)
    expect(stdout).to.contain('✗ mine.test.ts').and.to.contain('is called mine')
    expect((await check('mine.ts', '--no-test')).code).to.equal(0)
  })
  it('prints one JSON object for programs, whatever the plugin prints', async () => {
    await workshop.write('mine.ts', plugin("  onEnd: () => console.log('ended'),"))
    const { code, stdout } = await check('mine.ts', '--json')
    expect(code).to.equal(0)
    const facts = JSON.parse(stdout) as {
      passed: boolean
      printed: string[]
      time: { onEnd: { calls: number } }
    }
    expect(facts.passed).to.equal(true)
    expect(facts.printed).to.include('ended')
    expect(facts.time.onEnd.calls).to.equal(4)
  })
  it('tries a plugin that ships by its name', async () => {
    const { code, stdout } = await check('log', '--options', '{"color":false}')
    expect(code, stdout).to.equal(0)
    expect(stdout).to.contain('It has printed')
  })
})
