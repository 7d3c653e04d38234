// The table of all options that decide a take.

import Music

extension TakeOption {
  /// All options that decide a take, besides its seed.
  public static let all: [TakeOption] = [
    .number("temperature", \.sampling.temperature, .range(CompletionOptions.possibleTemperatures)),
    .number(
      "similarity", \.sampling.similarity, .range(CompletionOptions.possibleSimilarities),
      usual: 1),
    .number(
      "top-p", key: "topP", \.sampling.topP,
      Allowed(text: "more than 0 and at most 1") { $0 > 0 && $0 <= 1 }),
    .number("top-k", key: "topK", \.sampling.topK, .atLeast(1)),
    .number(
      "min-p", key: "minP", \.sampling.minP, Allowed(text: "0 to 1") { $0 >= 0 && $0 <= 1 }),
    .number("repetition", \.sampling.repetition, .range(CompletionOptions.possibleRepetitions)),
    .written(
      "key", key: "pitchClasses", \.controls.pitchClasses, as: { $0.sorted() },
      read: { (classes: [Int]) in Set(classes) },
      check: { classes in
        let isPossible = !classes.isEmpty && classes.isSubset(of: 0...11)
        return isPossible ? nil : ("\(classes.sorted())", "some of 0 to 11")
      }),
    .written(
      "range", \.controls.range,
      as: { [Int($0.lowerBound.number), Int($0.upperBound.number)] },
      read: { (ends: [Int]) in
        let pitches = ends.compactMap { Pitch(exactly: $0) }
        guard pitches.count == 2, ends.count == 2, pitches[0] <= pitches[1] else { return nil }
        return pitches[0]...pitches[1]
      }),
    .written(
      "chords", \.sampling.chords, as: \.description, read: { Progression(named: $0) }),
    .written(
      "chords", key: "onlyChords", \.controls.chords, as: \.description,
      read: { Progression(named: $0) }),
    .number("density", \.sampling.density, .range(CompletionOptions.possibleDensities)),
    .number(
      "grid", \.controls.grid,
      Allowed(text: Controls.possibleGrids.map(String.init).joined(separator: ", ")) {
        Controls.possibleGrids.contains($0)
      }),
    .number("notes per bar", key: "notesPerBar", \.controls.notesPerBar, .atLeast(1)),
    .number("chords per bar", key: "chordsPerBar", \.controls.chordsPerBar, .atLeast(1)),
    .number("polyphony", \.controls.polyphony, .atLeast(1)),
    .flag("playable", \.controls.isPlayable),
    .flag("keep rhythm", key: "rhythm", \.controls.keepsRhythm),
    .notes("keep", key: "locked", \.locked),
    .flag("dynamics", \.dynamics),
    .flag("pedal", key: "pedals", \.pedals),
    .flag("pedal", key: "pressed", \.controls.pressesPedal),
    .flag("silence", \.acceptsSilence),
    .number(
      "prompt tokens", key: "promptTokens", \.promptTokens,
      .atLeast(CompletionOptions.leastPromptTokens)),
  ]
}

extension CompletionOptions: Encodable {
  /// All that was asked for, each option under its key; what is left open is not there.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    try container.encode(takes, forKey: NamedKey("takes"))
    try container.encode(candidateCount, forKey: NamedKey("candidates"))
    try container.encode(seed, forKey: NamedKey("seed"))
    for option in TakeOption.all { try option.encode(self, &container, true) }
  }
}
