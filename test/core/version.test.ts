import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { packageVersion } from '../../src/core/version.ts'

describe('the version', () => {
  it('is that of the package', () => {
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
    expect(packageVersion()).to.equal((JSON.parse(manifest) as { version: string }).version)
  })
})
