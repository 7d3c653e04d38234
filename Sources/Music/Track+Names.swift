// What a track's name says of who plays it.

extension Track {
  /// The hand or staff that the name names.
  var namedHand: Hand? {
    let words = self.words
    func named(_ names: Set<String>) -> Bool { words.contains(where: names.contains) }
    if named(["rh", "right", "upper", "up", "rechts", "droite", "destra", "pfupper"]) {
      return .right
    }
    if named(["lh", "left", "lower", "down", "links", "gauche", "sinistra", "pflower"]) {
      return .left
    }
    return nil
  }

  /// Whether the name is a singer's or another instrument's.
  var isNamedForOthers: Bool {
    let parts = [
      "voice", "voce", "vocal", "voix", "stimme", "chant", "canto", "sopran", "tenor", "bariton",
      "baryton", "chor", "głos", "glos", "śpiew", "spiew", "violin", "violon", "viola", "skrzyp",
      "cello", "wiolonc", "flute", "flauto", "flet", "klarnet", "clarinet", "oboe", "orchest",
    ]
    let name = name.lowercased()
    return parts.contains { part in
      name.indices.contains { name[$0...].hasPrefix(part) }
    }
  }

  /// The name's words in small letters.
  private var words: [String] {
    name.lowercased().split { !$0.isLetter }.map(String.init)
  }
}
