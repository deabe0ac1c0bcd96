import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type CommandEntry, commandEntries } from '../../packages/cli/src/command-tree.js';
import { commands } from '../../packages/cli/src/commands/index.js';
import { needs } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readReport } from './published-schema.js';
import { sdpsec } from './run-sdpsec.js';

describe('sdpsec completion', () => {
  const folder = temporaryFolder();
  const script = (shell: string) => {
    const path = join(folder, `completion.${shell}`);
    writeFileSync(path, sdpsec(['completion', shell]).out);
    return path;
  };
  const cases = [
    ['ch', ['check']],
    ['re', ['redact']],
    ['check --for', ['--format']],
    ['check --format s', ['sarif']],
    ['negotiate --peer ms', ['ms-exchange-um']],
    ['gen --suite AEAD_AES_25', ['AEAD_AES_256_GCM', 'AEAD_AES_256_GCM_8']],
    ['check --off sdes/tag-z', ['sdes/tag-zero']],
    ['completion f', ['fish']],
    ['mikey dec', ['decode']],
  ] as const;

  it('--json: the commands, options and values that the scripts are made of, by the published schema', () => {
    const { code, out } = sdpsec(['completion', '--json']);
    expect(code).to.equal(0);
    const report = readReport('completion', out) as unknown as { commands: readonly CommandEntry[] };
    expect(report.commands.map(({ path }) => path)).to.deep.equal(commandEntries(commands).map(({ path }) => path));
    const peer = report.commands.find(({ path }) => path === 'negotiate')?.options.find(({ names }) => names.includes('--peer'));
    expect(peer).to.include({ value: 'name' });
    expect(peer?.choices).to.include('ms-exchange-um');
  });

  it('needs a shell or --json, which every command has', () => {
    expect(sdpsec(['completion'])).to.deep.equal({
      code: 3,
      out: '',
      err: 'sdpsec: expected a shell (bash, zsh, fish) or --json\n',
    });
    for (const { path, options } of commandEntries(commands))
      expect(
        options.flatMap(({ names }) => names),
        path,
      ).to.include('--json');
  });

  describe('bash', () => {
    if (!needs('bash')) return;
    const path = script('bash');
    for (const [line, expected] of cases)
      it(`completes: sdpsec ${line}`, () => {
        // What readline does on a tab: it splits the line and calls the function that the script has registered.
        const driver = `source '${path}'
COMP_WORDS=(sdpsec ${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
$(complete -p sdpsec | sed -E 's/.*-F ([^ ]+).*/\\1/')
printf '%s\\n' "\${COMPREPLY[@]}"`;
        const out = execFileSync('bash', ['--norc', '-euc', driver], { encoding: 'utf8' });
        expect(out.trim().split('\n')).to.deep.equal(expected);
      });

    it('knows all commands', () => {
      const out = execFileSync(
        'bash',
        ['--norc', '-euc', `source '${path}'; COMP_WORDS=(sdpsec ''); COMP_CWORD=1; _sdpsec; echo "\${COMPREPLY[@]}"`],
        {
          encoding: 'utf8',
        },
      );
      expect(out.trim().split(' ')).to.include.members(commands.map(({ name }) => name));
    });

    it('knows every option of every command', () => {
      for (const { path: name, options } of commandEntries(commands)) {
        const words = `sdpsec ${name} --`;
        const asked = `source '${path}'; COMP_WORDS=(${words}); COMP_CWORD=${words.split(' ').length - 1}; _sdpsec; echo "\${COMPREPLY[@]}"`;
        const out = execFileSync('bash', ['--norc', '-euc', asked], { encoding: 'utf8' });
        const flags = options.flatMap(({ names }) => names).filter(flag => flag.startsWith('--'));
        expect(out.trim().split(' '), name).to.include.members(flags);
      }
    });

    it('leaves files to bash', () => {
      const out = execFileSync(
        'bash',
        [
          '--norc',
          '-euc',
          `source '${path}'; COMP_WORDS=(sdpsec check offer); COMP_CWORD=2; _sdpsec; echo "\${#COMPREPLY[@]}"; complete -p sdpsec`,
        ],
        {
          encoding: 'utf8',
        },
      );
      expect(out).to.match(/^0\ncomplete -o default -F _sdpsec sdpsec\n$/);
    });
  });

  describe('fish', () => {
    if (!needs('fish')) return;
    const path = script('fish');
    for (const [line, expected] of cases)
      it(`completes: sdpsec ${line}`, () => {
        const out = execFileSync('fish', ['--no-config', '-c', `source ${path}; complete -C "sdpsec ${line}"`], {
          encoding: 'utf8',
        });
        expect(
          out
            .trim()
            .split('\n')
            .map(row => row.split('\t')[0]),
        ).to.deep.equal(expected);
      });
  });

  describe('zsh', () => {
    if (!needs('zsh')) return;
    const path = script('zsh');
    it('is registered for the command, without a word on standard error', () => {
      const driver = `autoload -Uz compinit; compinit -u -d ${join(folder, 'zcompdump')}; source ${path}; print $_comps[sdpsec]`;
      expect(execFileSync('zsh', ['-fc', `${driver} 2>&1`], { encoding: 'utf8' })).to.equal('_sdpsec\n');
    });

    for (const [line, expected] of cases)
      it(`completes: sdpsec ${line}`, () => {
        expect(zshCompletes(folder, path, line, expected[0])).to.include(expected[0]);
      });
  });

  it('takes no other shell', () => {
    expect(sdpsec(['completion', 'cmd'])).to.include({ code: 3, out: '' });
  });
});

/** Types the line and a tab into a zsh that runs in a terminal of its own, and waits for what shall stand there then. */
function zshCompletes(folder: string, path: string, line: string, expected: string): string {
  const driver = `zmodload zsh/zpty
zpty z env TERM=dumb COLUMNS=200 zsh -fi
zpty -w z "autoload -Uz compinit; compinit -u -d ${join(folder, 'zcompdump')}; source ${path}"
zpty -w -n z $'sdpsec ${line}\\t'
zpty -r -m z out '*${expected}*'
print -r -- "$out"`;
  return execFileSync('zsh', ['-fc', driver], { encoding: 'utf8', timeout: 15_000 });
}
