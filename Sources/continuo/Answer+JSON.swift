// What `continuo complete` found out, to be read by a machine.

import Foundation
import Music

extension Answer {
  /// One JSON object; times in seconds, notes in ticks of the prompt, likelihoods in nats.
  func json(_ files: TakeFiles) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(AnswerDocument(self, files)), as: UTF8.self)
  }
}

private struct AnswerDocument: Encodable {
  struct Options: Encodable {
    let bars, takes: Int
    let seed: UInt64
    let temperature: Double
    let topP: Double?
    let topK: Int?
    let minP, repetition: Double?
  }

  struct Seconds: Encodable { let loading, firstNote, total: Double }

  struct Note: Encodable { let onset, duration, pitch, velocity: Int }

  struct Pedal: Encodable { let onset, duration: Int }

  struct Bar: Encodable { let onset, end, numerator, denominator: Int }

  struct Take: Encodable {
    let number: Int
    let seed: UInt64
    let file: String
    let logLikelihood, logLikelihoodPerNote: Double
    let notes: [Note]
    let pedals: [Pedal]
    let tokens: [Int]
  }

  let prompt, model, picture: String
  let options: Options
  let seconds: Seconds
  let ticksPerQuarter, promptTokens, firstBar: Int
  let bars: [Bar]
  let takes: [Take]

  init(_ answer: Answer, _ files: TakeFiles) {
    let asked = answer.options
    (prompt, model) = (answer.promptPath, answer.modelPath)
    picture = files.pictureURL.relativePath
    options = Options(
      bars: asked.bars, takes: asked.takes, seed: asked.seed,
      temperature: asked.sampling.temperature, topP: asked.sampling.topP, topK: asked.sampling.topK,
      minP: asked.sampling.minP, repetition: asked.sampling.repetition)
    seconds = Seconds(
      loading: answer.loading.seconds, firstNote: (answer.firstNote ?? answer.total).seconds,
      total: answer.total.seconds)
    ticksPerQuarter = answer.prompt.ticksPerQuarter
    promptTokens = answer.promptTokens
    firstBar = answer.firstBar
    bars = answer.bars.map {
      Bar(
        onset: $0.onset.value, end: $0.end.value, numerator: $0.numerator,
        denominator: $0.denominator)
    }
    takes = answer.takes.map { take in
      Take(
        number: take.number, seed: take.seed, file: files.url(take: take.number).relativePath,
        logLikelihood: take.logLikelihood, logLikelihoodPerNote: take.logLikelihoodPerNote,
        notes: take.track.notes.map {
          Note(
            onset: $0.onset.value, duration: $0.duration.value, pitch: Int($0.pitch.number),
            velocity: Int($0.velocity.value))
        },
        pedals: take.track.pedals.map {
          Pedal(onset: $0.onset.value, duration: $0.duration.value)
        },
        tokens: take.tokens.map { Int($0.id) })
    }
  }
}
