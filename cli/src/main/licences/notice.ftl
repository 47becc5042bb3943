Coffer
Licensed under the Apache License 2.0, as LICENSE says.

The libraries beside this file belong to others, and are handed on unchanged. Each is under the licence
that its line names; what its makers want to be said stands in its own archive, under META-INF.

<#list dependencyMap as entry>
<#assign library = entry.getKey()>
<#assign licences = entry.getValue()>
${library.groupId}:${library.artifactId} ${library.version}
  ${licences?join(", or ")}
<#if library.url??>
  ${library.url}
</#if>

</#list>
