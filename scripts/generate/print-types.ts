// Shapes -> src/istio/generated/types: what a user's editor shows.
import type { NamedEnum, NamedStruct, Names } from './naming.ts';
import { linksOfField, linksOfMessage, notesOnField } from './places.ts';
import type { Choice, Field, Kind, Shape } from './shape.ts';
import {
  docComment,
  folders,
  type GeneratedFile,
  importLine,
  kebab,
  lineWidth,
  type Release,
  sourceFile,
} from './source-file.ts';

export function typeFiles(kinds: readonly Kind[], names: Names, release: Release): GeneratedFile[] {
  const homes: (string | undefined)[] = [...kinds.map(({ kind }) => kind), undefined];
  const files = homes.map((home) => typeFile(home, names, release));
  const index = homes.map((home) => `export type * from './${fileOf(home)}';`).sort();
  return [...files, sourceFile(`${folders.types}/index.ts`, release, [index.join('\n')])];
}

function fileOf(home: string | undefined): string {
  return `${home === undefined ? 'shared' : kebab(home)}.ts`;
}

function typeFile(home: string | undefined, names: Names, release: Release): GeneratedFile {
  const enums = names.enums.filter((one) => one.home === home);
  const structs = names.structs.filter((one) => one.home === home);
  const root = structs.filter(({ name }) => name === `${home}Spec`);
  const others = structs.filter(({ name }) => name !== `${home}Spec`);
  const declarations = [
    ...[...root, ...others].map((struct) => structText(struct, names)),
    ...enums.map((one) => enumText(one)),
  ];
  return sourceFile(`${folders.types}/${fileOf(home)}`, release, [importsOf(structs, home, names), ...declarations]);
}

function importsOf(structs: readonly NamedStruct[], home: string | undefined, names: Names): string {
  const shapes = structs.flatMap(({ struct }) => struct.fields.map(({ shape }) => leafOf(shape)));
  const used = shapes.flatMap((shape): { name: string; home: string | undefined }[] => {
    if (shape.is === 'struct') return [names.of(shape.struct)];
    const named = shape.is === 'enum' ? names.ofEnum(shape.values) : undefined;
    return named ? [named] : [];
  });
  const foreign = used.filter((one) => one.home !== home);
  const from = [...new Set(foreign.map((one) => fileOf(one.home)))].sort();
  const durations = shapes.some((shape) => shape.is === 'string' && isDuration(shape));
  return [
    durations ? importLine(['Duration'], '../../duration.ts') : '',
    ...from.map((file) =>
      importLine(
        foreign.filter((one) => fileOf(one.home) === file).map(({ name }) => name),
        `./${file}`,
      ),
    ),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function leafOf(shape: Shape): Shape {
  return shape.is === 'list' || shape.is === 'map' ? leafOf(shape.of) : shape;
}

function isDuration(shape: Shape): boolean {
  return shape.is === 'string' && String(shape.limits.format).endsWith('duration');
}

function enumText({ name, place, values }: NamedEnum): string {
  return `${docOf(linksOfMessage(place))}\n${breakUnion(`export type ${name} =`, values.map(quote), '')};`;
}

function structText(named: NamedStruct, names: Names): string {
  const { struct, name } = named;
  const chosen = new Set(struct.choices.flatMap(({ fields }) => fields));
  const base = struct.fields.filter((field) => !chosen.has(field.name));
  const doc = docOf(linksOfMessage(named.place));
  const fields = base.map((field) => fieldText(named, field, names, '  ')).join('\n');
  if (struct.choices.length === 0) return `${doc}\nexport interface ${name} {\n${fields}\n}`;
  const unions = struct.choices.map((choice) => choiceText(named, choice, names));
  if (base.length > 0) return `${doc}\nexport type ${name} = {\n${fields}\n}${unions.map(intersect).join('')};`;
  const [first = '', ...rest] = unions;
  if (rest.length === 0) return `${doc}\nexport type ${name} =\n${first};`;
  return `${doc}\nexport type ${name} = (\n${first}\n)${rest.map(intersect).join('')};`;
}

function intersect(union: string): string {
  return ` & (\n${union}\n)`;
}

/** One member of the union for each field of the choice, and one for none of them. */
function choiceText(owner: NamedStruct, choice: Choice, names: Names): string {
  const members = choice.fields.map((chosen) => {
    const field = owner.struct.fields.find(({ name }) => name === chosen) as Field;
    const others = choice.fields.filter((name) => name !== chosen).map((name) => `      readonly ${name}?: never;`);
    const text = fieldText(owner, { ...field, required: true }, names, '      ');
    return `  | {\n${[text, ...others].join('\n')}\n    }`;
  });
  const absent = choice.fields.map((name) => `readonly ${name}?: never`);
  const line = `  | { ${absent.join('; ')} }`;
  const none = line.length <= lineWidth ? line : `  | {\n${absent.map((field) => `      ${field};\n`).join('')}    }`;
  return [...members, ...(choice.optional ? [none] : [])].join('\n');
}

function fieldText(owner: NamedStruct, field: Field, names: Names, indent: string): string {
  const doc = docOf(linksOfField(owner.name, owner.place, field.name), indent, notesOnField(owner.name, field.name));
  const head = `${indent}readonly ${/^\w+$/.test(field.name) ? field.name : quote(field.name)}${field.required ? '' : '?'}:`;
  const inline = field.shape.is === 'enum' && !names.ofEnum(field.shape.values);
  const values = field.shape.is === 'enum' ? field.shape.values : [];
  const text = inline ? breakUnion(head, values.map(quote), indent) : `${head} ${typeText(field.shape, names)}`;
  return `${doc}\n${text};`;
}

function typeText(shape: Shape, names: Names): string {
  switch (shape.is) {
    case 'struct':
      return names.of(shape.struct).name;
    case 'enum':
      return names.ofEnum(shape.values)?.name ?? shape.values.map(quote).join(' | ');
    case 'list': {
      const inner = typeText(shape.of, names);
      return `readonly ${inner.includes(' ') ? `(${inner})` : inner}[]`;
    }
    case 'map':
      return `{ readonly [key: string]: ${typeText(shape.of, names)} }`;
    case 'open':
      return '{ readonly [key: string]: unknown }';
    case 'int-or-string':
      return 'number | string';
    case 'string':
      return isDuration(shape) ? 'Duration' : 'string';
    case 'integer':
      return 'number';
    default:
      return shape.is;
  }
}

function docOf(links: readonly string[], indent = '', notes: readonly string[] = []): string {
  return docComment([...notes, ...links.map((url) => `@see ${url}`)], indent);
}

function breakUnion(head: string, members: readonly string[], indent: string): string {
  const line = `${head} ${members.join(' | ')}`;
  return line.length < lineWidth ? line : `${head}${members.map((member) => `\n${indent}  | ${member}`).join('')}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
