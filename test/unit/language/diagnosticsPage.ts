import * as prettier from 'prettier';
import { RULES } from '../../../src/language/rules';
import * as pages from '../../../src/language/rules/documentation';
import {
  staysError,
  type Rule,
  type RuleDocumentation,
  type RuleGroup,
} from '../../../src/language/rules/rule';
import { diagnose } from './check';

const PAGES = new Map<string, RuleDocumentation>(Object.entries(pages));

const GROUPS: Readonly<Record<RuleGroup, string>> = {
  syntax: 'Syntax',
  conversation: 'Conversation',
  message: 'Message',
  style: 'Style',
};

const INTRODUCTION = `# Diagnostics

What the editor underlines in a \`.smtp\` file, what \`smtp-transcript check\` prints and what the language server publishes: one list of
findings, each with a code. The code in the Problems panel leads to its section here.

The errors that are marked “keeps the file from running” do just that; and a run looks for a value for every name, and for every file, before
it sends anything. Nothing else is in its way: what stands after \`C:\` goes on the wire, right or wrong. A transcript may begin in the middle, stop early and leave things out, so a rule speaks only where the text itself shows the
mistake; and it is silent where the recorded reply refuses the line, as then the mistake is the point.

## Turning them off

- In the editor each code has a setting, \`smtp.diagnostics.<code>\`, with a severity or \`off\`; on the command line
  \`smtp-transcript check\` takes \`--severity CODE=LEVEL\` and \`--disable CODE\`.
- \`# @disable CODE…\` in a file holds from its line to the end of the transcript, and for the whole file if it stands in the preamble.
- \`# @disable-next-line CODE…\` holds for the line below; comments and directives between are passed over.

Both directives take several codes, with spaces or commas between; without a code they mean all. The quick fixes of a finding offer to
write them. What keeps the file from running can be neither disabled nor made less of.

## Quick fixes

The first quick fix of a finding is the likeliest to be meant. “Fix all” makes the same one of every finding of that code in the file. The
source action \`source.fixAll.smtp\` (“Fix All” in VS Code, \`editor.codeActionsOnSave\`) and \`smtp-transcript check --fix\` make those that are
marked safe, all at once.
`;

/** The text of docs/diagnostics.md. */
export async function diagnosticsPage(): Promise<string> {
  const groups = Object.entries(GROUPS).map(([group, title]) => {
    const rules = RULES.filter((rule) => rule.group === group).sort((a, b) => (a.code < b.code ? -1 : 1));
    return { title, rules };
  });
  const overview = groups.map(
    ({ title, rules }) => `**${title}**: ${rules.map(({ code }) => `[${code}](#${code})`).join(' · ')}`,
  );
  const sections = groups.map(({ title, rules }) => `## ${title}\n\n${rules.map(section).join('\n\n')}`);
  const text = [NOTICE, INTRODUCTION, '## All of them', overview.join('\n\n'), ...sections].join('\n\n');
  const options = await prettier.resolveConfig('docs/diagnostics.md');
  return prettier.format(text, { ...options, parser: 'markdown' });
}

const NOTICE =
  '<!-- Generated from src/language/rules by “UPDATE=1 npm test -- unit”: edit the rules, not this page. -->';

function section(rule: Rule): string {
  const page = PAGES.get(rule.code);
  if (page === undefined) throw new Error(`${rule.code} has no documentation in rules/documentation.ts`);
  return [
    `### ${rule.code}`,
    `_${facts(rule, page).join(' · ')}_`,
    page.why,
    `Wrong:\n\n${fenced(page.bad)}`,
    `Right:\n\n${fenced(page.good)}`,
  ].join('\n\n');
}

function facts(rule: Rule, { bad }: RuleDocumentation): string[] {
  const fixes = diagnose(bad).flatMap((diagnostic) => diagnostic.fixes);
  const [first] = fixes;
  return [
    rule.severity,
    ...(staysError(rule) ? ['keeps the file from running'] : []),
    ...(first === undefined ? [] : [first.safe === true ? 'safe quick fix' : 'quick fix']),
  ];
}

function fenced(example: string): string {
  return `\`\`\`smtp\n${example.replace(/\n$/, '')}\n\`\`\``;
}
