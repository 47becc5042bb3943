// Finds where a file exports what, and which parameters a function has; runs beside acorn, in a
// context where no code of the site runs.

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
        parameters: parameters(source),
      }))
      .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
      .map(({ name, permission, place, parameters }) => ({ name, permission, line: place.line, parameters })),
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

  function parameters(source) {
    const node = functionIn(source);
    return (node?.params ?? []).map((parameter, i) => {
      let pattern = parameter;
      while (pattern.type === 'AssignmentPattern' || pattern.type === 'RestElement') {
        pattern = pattern.left ?? pattern.argument;
      }
      if (pattern.type === 'Identifier') {
        return { name: pattern.name, destructured: false, properties: [] };
      }
      return {
        name: `param${i + 1}`,
        destructured: true,
        properties: (pattern.properties ?? [])
          .filter(({ key, computed }) => key && !computed)
          .map(({ key }) => String(nameOf(key))),
      };
    });
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
