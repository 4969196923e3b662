import { expect } from 'chai'
import { configWith, entryLine, withEntry } from '../../../src/commands/plugins/config-entry.ts'

const file = 'claudecodex.config.ts'
const entered = (text: string): string | undefined => withEntry(file, text, './mine.ts')

describe('entering a plugin in a configuration', () => {
  it('puts it in front of a list, in the manner of the list', () => {
    expect(entered("export default { plugins: ['./a.ts'] }\n")).to.equal(
      "export default { plugins: ['./mine.ts', './a.ts'] }\n",
    )
    expect(entered('export default { plugins: [] }\n')).to.equal(
      "export default { plugins: ['./mine.ts'] }\n",
    )
    expect(entered("defineConfig({\n  plugins: [\n    './a.ts',\n  ],\n})\n")).to.equal(
      "defineConfig({\n  plugins: [\n    './mine.ts',\n    './a.ts',\n  ],\n})\n",
    )
  })
  it('indents by itself where the list holds only a comment, or nothing', () => {
    expect(entered("defineConfig({\n  plugins: [\n    // './my-plugin.ts',\n  ],\n})\n")).to.equal(
      "defineConfig({\n  plugins: [\n    './mine.ts',\n    // './my-plugin.ts',\n  ],\n})\n",
    )
    expect(entered('defineConfig({\n  plugins: [\n  ],\n})\n')).to.equal(
      "defineConfig({\n  plugins: [\n    './mine.ts',\n  ],\n})\n",
    )
  })
  it('begins a list where there is none', () => {
    expect(entered("export default defineConfig({\n  backend: 'demo',\n})\n")).to.equal(
      "export default defineConfig({\n  plugins: ['./mine.ts'],\n  backend: 'demo',\n})\n",
    )
    expect(entered('export default {}\n')).to.equal("export default {\n  plugins: ['./mine.ts'], }\n")
  })
  it('takes no list for one that stands in a comment or a string', () => {
    expect(entered("// plugins: [\nexport default defineConfig({ plugins: ['//'] })\n")).to.equal(
      "// plugins: [\nexport default defineConfig({ plugins: ['./mine.ts', '//'] })\n",
    )
  })
  it('leaves alone what it does not understand', () => {
    expect(
      entered('const plugins = []\nexport default { plugins }\nexport const x = defineConfig({})\n'),
    ).to.equal(undefined)
    expect(entered('const plugins = []\nexport default { plugins }\n')).to.equal(undefined)
    expect(entered('export default { a: { plugins: [] }, plugins: [] }')).to.equal(undefined)
    expect(withEntry('claudecodex.config.json', '{"plugins": []}', './mine.ts')).to.equal(undefined)
  })
  it('says what to write by hand, in the language of the file', () => {
    expect(entryLine(file, './a.ts')).to.equal("plugins: ['./a.ts'],")
    expect(entryLine('package.json', './a.ts')).to.equal('"plugins": ["./a.ts"]')
    expect(entryLine('claudecodex.config.yml', './a.ts')).to.equal('plugins:\n  - ./a.ts')
    expect(configWith('./a.ts')).to.contain("plugins: ['./a.ts']").and.to.contain('defineConfig')
  })
})
