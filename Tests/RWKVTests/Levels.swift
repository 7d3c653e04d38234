// The kernels of all levels that this processor has, and how they are compared.

import CKernels
import Testing

@testable import RWKV

let plain = kernels_for(KERNELS_PLAIN)!.pointee
let fast = [KERNELS_NEON, KERNELS_AVX2, KERNELS_AVX512, KERNELS_AVX512_BF16].compactMap {
  kernels_for($0)?.pointee
}

/// Runs `body` at every level: the fast results agree with the plain one within `tolerance` of its
/// largest number, and with each other exactly.
func agree(_ tolerance: Float, _ body: (kernels) -> [Float]) {
  let expected = body(plain)
  let results = fast.map(body)
  let scale = expected.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
  for result in results {
    let largest = zip(result, expected).reduce(Float(0)) { largest, pair in
      let distance = abs(pair.0 - pair.1)
      return distance.isNaN ? .infinity : max(largest, distance)
    }
    #expect(largest <= tolerance * scale)
    #expect(bits(result) == bits(results[0]))
  }
}

let epsilon = Float.ulpOfOne
