// The laws of sampling: mask, temperature, cut, draw.

import Foundation
import Random
import Testing

@testable import Completion

private func randomLogits(_ count: Int, seed: UInt64) -> [Float] {
  var generator = SplitMix64(seed: seed)
  return (0..<count).map { _ in Float(generator.nextUnit() * 12 - 6) }
}

private func candidates(_ count: Int, seed: UInt64, temperature: Double = 1) -> [LikelyToken] {
  let logits = randomLogits(count, seed: seed)
  let allowed = allowedLogits(logits[...], mask: logits.map { _ in true })
  return probabilities(allowed, temperature: temperature)
}

private func total(_ candidates: [LikelyToken]) -> Double {
  candidates.reduce(0) { $0 + $1.probability }
}

@Suite struct SamplingTests {
  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func probabilitiesSumToOneAndAreInOrder(seed: UInt64) {
    let result = candidates(40, seed: seed, temperature: 0.1 + Double(seed) / 10)
    #expect(abs(total(result) - 1) < 1e-12)
    #expect(zip(result, result.dropFirst()).allSatisfy { $0.probability >= $1.probability })
    #expect(Set(result.map(\.id)) == Set(0..<40))
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func aCutNeverRemovesTheLikeliest(seed: UInt64) {
    let all = candidates(40, seed: seed)
    for k in [1, 2, 39, 40, 1000, .max] { #expect(topK(all, k)[0].id == all[0].id) }
    for p in [.leastNonzeroMagnitude, 1e-9, 0.5, 0.999_999, 1] {
      #expect(topP(all, p)[0].id == all[0].id)
    }
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func topPKeepsTheFewestThatHaveTheMass(seed: UInt64) {
    let all = candidates(40, seed: seed)
    for p in [0.1, 0.5, 0.9, 0.99] {
      let kept = topP(all, p)
      #expect(total(Array(all.prefix(kept.count))) >= p)
      #expect(total(Array(all.prefix(kept.count - 1))) < p)
      #expect(abs(total(kept) - 1) < 1e-12)
      #expect(kept.map(\.id) == all.prefix(kept.count).map(\.id))
    }
  }

  @Test func topKKeepsSoMany() {
    let all = candidates(40, seed: 3)
    #expect(topK(all, 7).map(\.id) == all.prefix(7).map(\.id))
    #expect(abs(total(topK(all, 7)) - 1) < 1e-12)
    #expect(topK(all, nil) == all)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func aLowTemperatureComesNearTheLikeliest(seed: UInt64) {
    let likeliest = candidates(40, seed: seed)[0].id
    let frozen = candidates(40, seed: seed, temperature: 0)
    #expect(frozen == [LikelyToken(id: likeliest, probability: 1)])
    let cold = candidates(40, seed: seed, temperature: 1e-3)
    #expect(cold[0].id == likeliest)
    let warm = [2, 1, 0.5, 0.1].map { candidates(40, seed: seed, temperature: $0)[0].probability }
    #expect(warm == warm.sorted())
  }

  @Test func ofEqualLogitsTheLowerIdComesFirst() {
    let logits: [Float] = [0, 2, 1, 2, 2]
    let allowed = allowedLogits(logits[...], mask: [true, true, true, true, true])
    #expect(probabilities(allowed, temperature: 1).map(\.id) == [1, 3, 4, 2, 0])
    #expect(probabilities(allowed, temperature: 0).map(\.id) == [1])
  }

  @Test func drawsAreAsFrequentAsTheyAreLikely() {
    let all = topP(candidates(12, seed: 8), 0.95)
    var generator = SplitMix64(seed: 21)
    let draws = 100_000
    var counts = [Int: Double]()
    for _ in 0..<draws { counts[draw(all, at: generator.nextUnit()), default: 0] += 1 }
    for candidate in all {
      let p = candidate.probability
      let deviation = (Double(draws) * p * (1 - p)).squareRoot()
      #expect(abs((counts[candidate.id] ?? 0) - Double(draws) * p) < 4.5 * deviation)
    }
    #expect(Set(counts.keys).isSubset(of: all.map(\.id)))
  }

  @Test func theEndsOfTheLineAreDrawnToo() {
    let all = [LikelyToken(id: 5, probability: 0.25), LikelyToken(id: 2, probability: 0.75)]
    #expect(draw(all, at: 0) == 5)
    #expect(draw(all, at: 0.25) == 2)
    #expect(draw(all, at: 1 - 0x1p-53) == 2)
    let short = [LikelyToken(id: 5, probability: 0.9), LikelyToken(id: 2, probability: 0)]
    #expect(draw(short, at: 0.95) == 5)
  }

  @Test func whatTheMaskForbidsIsNoCandidate() {
    let logits: [Float] = [9, 1, 2, 9]
    let allowed = allowedLogits(logits[...], mask: [false, true, true, false])
    #expect(probabilities(allowed, temperature: 1).map(\.id) == [2, 1])
  }

  @Test func strangeLogitsAreBounded() {
    let all = [true, true, true, true]
    let mixed: [Float] = [.nan, 1, -.infinity, .infinity]
    let result = probabilities(allowedLogits(mixed[...], mask: all), temperature: 1)
    #expect(result[0] == LikelyToken(id: 3, probability: 1))
    #expect(result.allSatisfy { $0.probability.isFinite })
    for nothing in [Float.nan, -.infinity] {
      let logits = [nothing, nothing, nothing, nothing]
      let even = probabilities(allowedLogits(logits[...], mask: all), temperature: 1)
      #expect(even.map(\.probability) == [0.25, 0.25, 0.25, 0.25])
    }
    let large: [Float] = [.infinity, .infinity, 0, 0]
    let halves = probabilities(allowedLogits(large[...], mask: all), temperature: 0.01)
    #expect(halves.prefix(2).map(\.probability) == [0.5, 0.5])
  }

  @Test func logProbabilitiesAreThoseOfTemperatureOne() {
    let logits = randomLogits(30, seed: 5)
    let allowed = allowedLogits(logits[...], mask: logits.indices.map { $0 % 3 != 0 })
    for candidate in probabilities(allowed, temperature: 1) {
      let difference = logProbability(of: candidate.id, among: allowed) - log(candidate.probability)
      #expect(abs(difference) < 1e-9)
    }
  }

  @Test func aMaskThatForbidsAllIsAProgrammersError() async {
    await #expect(processExitsWith: .failure) {
      _ = allowedLogits([1, 2], mask: [false, false])
    }
  }
}

@Suite struct TakeSeedTests {
  @Test func theFirstTakeHasTheSeedAskedFor() {
    for seed: UInt64 in [0, 7, .max] { #expect(SplitMix64.seed(seed, take: 1) == seed) }
  }

  @Test func takesOfNeighbouringSeedsHaveDifferentSeeds() {
    let seeds = (0..<100 as Range<UInt64>).flatMap { seed in
      (2...100).map { SplitMix64.seed(seed, take: $0) }
    }
    // Of 9,900 numbers of 32 bits hardly two are the same.
    #expect(Set(seeds).count >= seeds.count - 2)
  }
}
