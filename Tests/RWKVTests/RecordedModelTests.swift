// The recorded small models give the logits that the official package gave, in every clone.

import CKernels
import Checkpoint
import Foundation
import TestSupport
import Testing

@testable import RWKV

@Test(arguments: ["tiny-cells", "tiny-heads"])
func theSmallModelsGiveTheRecordedLogitsAtEveryLevel(name: String) throws {
  let file = try SafeTensors(contentsOf: Recorded.file("\(name).safetensors"))
  let recorded = try SafeTensors(contentsOf: Recorded.file("\(name)-logits.safetensors"))
  let tokens = try recorded.bytes(of: "tokens").withUnsafeBytes { bytes in
    stride(from: 0, to: bytes.count, by: 4).map {
      Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int32.self)))
    }
  }
  // Of the last tokens.
  let expected = try recorded.floats("logits")
  #expect(tokens.count == 40 && !expected.isEmpty)
  var model = try Model(file, precision: .float32, threads: 2)
  #expect(model.configuration.headSize == 16 && model.configuration.generation == .seven)
  for level in [KERNELS_PLAIN, KERNELS_NEON, KERNELS_AVX2, KERNELS_AVX512, KERNELS_AVX512_BF16] {
    guard let kernels = Kernels(level) else { continue }
    model.kernels = kernels
    var (whole, single) = (model.makeState(), [model.makeState()])
    let atOnce = model.prefillAllLogits(tokens, state: &whole)
    let stepped = tokens.flatMap { model.step([$0], states: &single) }
    for logits in [atOnce, stepped] {
      #expect(difference(Array(logits.suffix(expected.count)), expected) < 2e-5)
    }
  }
  // The plain twin of one token's pass says the same.
  var plain = try OneToken(file)
  let twin = tokens.flatMap { plain($0) }
  #expect(difference(Array(twin.suffix(expected.count)), expected) < 2e-5)
}
