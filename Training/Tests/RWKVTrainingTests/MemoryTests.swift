// The plan of a step's memory, beside what steps took.

import RWKVTraining
import Testing

private func plan(
  _ layers: Int, _ width: Int, _ windows: Int, _ length: Int, vocabulary: Int = 535,
  recomputes: Bool = false
) -> TrainingMemory {
  var plan = TrainingMemory(
    Configuration(vocabularySize: vocabulary, layerCount: layers, width: width), windows: windows,
    length: length)
  plan.recomputesBlocks = recomputes
  return plan
}

/// Peaks in megabytes that `continuo-train benchmark` printed.
private let measured: [(plan: TrainingMemory, megabytes: Double)] = [
  (plan(9, 256, 4, 1024), 1170), (plan(9, 256, 4, 1024, recomputes: true), 459),
  (plan(4, 512, 2, 512), 489), (plan(24, 128, 2, 512), 514),
  (plan(3, 256, 2, 512, vocabulary: 20000), 646), (plan(1, 64, 1, 16), 165),
  (plan(12, 384, 2, 1024, recomputes: true), 561), (plan(8, 1024, 1, 256), 1376),
]

@Suite struct MemoryTests {
  @Test func thePlanIsWithinATenthOfWhatWasMeasured() {
    for (plan, megabytes) in measured {
      var plan = plan
      plan.optimizer = .none
      let error = Double(plan.processPeak) / 1e6 / megabytes - 1
      #expect(abs(error) < 0.1, "\(plan.configuration)")
    }
  }

  @Test func recomputingTakesLessAndMoreOfAnythingTakesMore() {
    let one = plan(9, 256, 4, 1024)
    var recomputed = one
    recomputed.recomputesBlocks = true
    #expect(recomputed.peak < one.peak)
    var summed = one
    summed.accumulates = true
    #expect(summed.peak > one.peak)
    for more in [
      plan(10, 256, 4, 1024), plan(9, 320, 4, 1024), plan(9, 256, 5, 1024), plan(9, 256, 4, 1040),
      plan(9, 256, 4, 1024, vocabulary: 5000),
    ] { #expect(more.peak > one.peak) }
  }

  @Test func onlyPredictedTokensHaveLogits() {
    var cut = plan(12, 2048, 1, 8192, vocabulary: 65536)
    #expect(cut.logits == cut.allLogits)
    #expect(cut.allLogits == 16 * 8192 * 65536)
    cut.predictedShare = 0.25
    #expect(cut.logits < cut.allLogits * 26 / 100)
  }

  @Test(arguments: [2, 8, 24])
  func whatIsSaidToFitFitsAndOneMoreDoesNot(gibibytes: Int) throws {
    let bytes = gibibytes << 30
    var plan = plan(9, 256, 1, 1024)
    let most = try #require(plan.mostWindows(in: bytes))
    plan.windows = most
    #expect(plan.peak <= bytes)
    plan.windows = most + 1
    #expect(plan.peak > bytes)
  }

  @Test func aModelWhoseParametersAloneAreTooManyFitsWithFewerLayers() throws {
    var large = plan(24, 2048, 1, 1024, vocabulary: 65536)
    large.recomputesBlocks = true
    let bytes = 12 << 30
    #expect(large.mostWindows(in: bytes) == nil)
    let layers = try #require(large.mostLayers(in: bytes))
    #expect(layers > 0 && layers < 24)
    #expect(large.mostLayers(in: 1 << 20) == nil)
  }
}
