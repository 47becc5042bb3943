// Finds where a file exports what, and which parameters a function has; runs beside acorn, in a
// context where no code of the site runs.

const DEEPEST_EXAMPLE = 20;

(function exportsOf(text, functions) {
  const exported = JSON.parse(functions);
  const options = { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowHashBang: true };
  let program;
  try {
    program = acorn.parse(text, options);
  } catch (e) {
    if (!e.loc) {
      throw e;
    }
    const message = e.message.replace(/ \(\d+:\d+\)$/, '');
    return JSON.stringify({ error: { message, line: e.loc.line, column: e.loc.column + 1 } });
  }
  const places = new Map();
  let everything;
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration') {
      places.set('default', statement.loc.start);
    } else if (statement.type === 'ExportAllDeclaration') {
      if (statement.exported) {
        places.set(nameOf(statement.exported), statement.loc.start);
      } else {
        everything ??= statement.loc.start;
      }
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const specifier of statement.specifiers) {
        places.set(nameOf(specifier.exported), specifier.loc.start);
      }
      for (const id of declared(statement.declaration)) {
        places.set(id.name, id.loc.start);
      }
    }
  }
  const nowhere = everything ?? { line: 1, column: 0 };
  return JSON.stringify({
    functions: exported
      .map(({ name, permission, text: source }) => ({
        name,
        permission,
        place: places.get(name) ?? nowhere,
        node: functionIn(source),
      }))
      .filter(({ node }) => node?.type !== 'ClassExpression')
      .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
      .map(({ name, permission, place, node }) => ({
        name,
        permission,
        line: place.line,
        parameters: (node?.params ?? []).map(parameter),
      })),
    imports: program.body
      .filter((statement) => statement.source)
      .map(({ source }) => ({ module: source.value, line: source.loc.start.line, column: source.loc.start.column + 1 })),
  });

  function nameOf(node) {
    return node.name ?? node.value;
  }

  function declared(declaration) {
    if (!declaration) {
      return [];
    }
    return declaration.id ? [declaration.id] : declaration.declarations.flatMap(({ id }) => identifiers(id));
  }

  function identifiers(pattern) {
    switch (pattern?.type) {
      case 'Identifier':
        return [pattern];
      case 'ObjectPattern':
        return pattern.properties.flatMap((property) => identifiers(property.value ?? property.argument));
      case 'ArrayPattern':
        return pattern.elements.flatMap(identifiers);
      case 'AssignmentPattern':
        return identifiers(pattern.left);
      case 'RestElement':
        return identifiers(pattern.argument);
      default:
        return [];
    }
  }

  function parameter(written, i) {
    const rest = written.type === 'RestElement';
    const pattern = written.left ?? written.argument ?? written;
    const named = pattern.type === 'Identifier';
    return {
      name: named ? pattern.name : `param${i + 1}`,
      destructured: !named && !rest,
      rest,
      example: rest ? [] : example(written, DEEPEST_EXAMPLE),
    };
  }

  // What somebody who fills in a parameter begins with: its names, and the defaults that are plain
  // values.
  function example(pattern, depth) {
    switch (depth > 0 && pattern?.type) {
      case 'AssignmentPattern':
        if (pattern.left.type !== 'Identifier') {
          return example(pattern.left, depth);
        }
        try {
          return value(pattern.right, depth);
        } catch {
          return example(pattern.left, depth);
        }
      case 'ObjectPattern':
        return Object.fromEntries(
          pattern.properties
            .filter(({ key, computed }) => key && !computed)
            .map(({ key, value }) => [nameOf(key), example(value, depth - 1)])
        );
      case 'ArrayPattern':
        return pattern.elements
          .filter((element) => element?.type !== 'RestElement')
          .map((element) => example(element, depth - 1));
      default:
        return '';
    }
  }

  // The value of what is written without names and calls; throws for all else.
  function value(node, depth) {
    const sign = { '-': -1, '+': 1 }[node.operator];
    if (depth > 0 && node.type === 'Literal' && !node.regex && !node.bigint) {
      return node.value;
    } else if (node.type === 'UnaryExpression' && sign && typeof node.argument.value === 'number') {
      return sign * node.argument.value;
    } else if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
      return node.quasis[0].value.cooked;
    } else if (depth > 0 && node.type === 'ArrayExpression') {
      return node.elements.map((element) => value(element, depth - 1));
    } else if (depth > 0 && node.type === 'ObjectExpression') {
      return Object.fromEntries(
        node.properties.map(({ key, value: written, computed }) => [
          nameOf(computed ? undefined : key),
          value(written, depth - 1),
        ])
      );
    }
    throw new TypeError('no plain value');
  }

  // A function as Function.prototype.toString gives it is an expression, or a method of an object.
  function functionIn(source) {
    for (const [before, after] of [
      ['(', ')'],
      ['({', '})'],
    ]) {
      try {
        const expression = acorn.parseExpressionAt(before + source + after, 0, options);
        return expression.properties?.[0].value ?? expression;
      } catch {
        // Then it is the other, or native code.
      }
    }
    return undefined;
  }
});
