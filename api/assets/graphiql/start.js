"use strict";

const firstQuery = `# Who am I, and which BLKs may I see?
#
# Run: Ctrl-Enter. Complete: Ctrl-Space.
# All types and texts: the book at the left.
# Lists need "first" or "last", at most 100;
# endCursor goes into "after" of the next page.
{
  viewer {
    name
    roles {
      role
    }
  }
  blks(first: 5) {
    totalCount
    nodes {
      code
      name
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

const socket = new URL("/graphql/ws", window.location.href);
socket.protocol = socket.protocol.replace("http", "ws");

// A page may hand over a query, after # so that it reaches no log: /graphiql#query=..&variables=..
const given = new URLSearchParams(window.location.hash.slice(1));

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql", subscriptionUrl: socket.href }),
    defaultQuery: firstQuery,
    ...(given.has("query") ? { query: given.get("query"), variables: given.get("variables") ?? "" } : {}),
    defaultEditorToolsVisibility: "headers",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false, // tokens do not belong in the browser's storage
    showPersistHeadersSettings: false,
  }),
);
