import { expect } from 'chai'
import { defaultHooks, pluginText, testText } from '../../../src/commands/plugins/skeleton.ts'
import { hookNames } from '../../../src/core/running-plugin.ts'
import { compilePages } from '../../support/compile-pages.ts'
import { pageOf } from '../../support/pages.ts'

const block = (file: string, text: string): string => `\`\`\`ts\n// ${file}\n${text}\`\`\``

describe('the text of a new plugin', () => {
  it('compiles with its test, for each hook alone and for all together', function () {
    this.timeout(60_000)
    const choices = [...hookNames.map(hook => [hook]), hookNames, defaultHooks]
    const pages = choices.map((hooks, index) => {
      const blocks = [
        block('mine.ts', pluginText('mine', hooks)),
        block('mine.test.ts', testText('mine', '.ts', hooks)),
      ]
      return pageOf(`skeleton-${index}.md`, `${blocks.join('\n\n')}\n`)
    })
    expect(compilePages(process.cwd(), pages)).to.deep.equal([])
  })
  it('has the hooks that were asked for, and imports what they use', () => {
    const text = pluginText('mine', ['transformEvents', 'onEnd'])
    expect(text)
      .to.contain("name: 'mine'")
      .and.to.contain("import { definePlugin, mapText } from 'claudecodex'")
    expect(hookNames.filter(hook => text.includes(`  ${hook}(`))).to.deep.equal(['transformEvents', 'onEnd'])
  })
  it('says what each hook is for', () => {
    for (const hook of hookNames)
      expect(pluginText('mine', [hook]), hook).to.match(new RegExp(`//.*\\n  ${hook}\\(`))
  })
  it('comes with a test that imports only what it needs', () => {
    expect(testText('mine', '.mjs', ['onEnd'])).to.contain(
      "import { readExchanges, runPlugin } from 'claudecodex/testing'",
    )
    expect(testText('mine', '.mjs', ['onError'])).to.contain("import { OverloadedError } from 'claudecodex'")
  })
})
