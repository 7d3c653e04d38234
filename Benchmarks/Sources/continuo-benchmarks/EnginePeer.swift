// Another program that writes tokens with the same model.

/// Another program that writes tokens, with its weights in one or more number formats.
struct EnginePeer {
  let program: String
  let formats: [String]
  let peer: Peer
}
