// The fused recurrence of RWKV-7 as an operation with a gradient.
#include "parallel.hpp"
#include "tensor.hpp"

using namespace ct;

namespace {
constexpr int N = 64, CHUNK = 16;
constexpr float W_SCALE = -0.6065306597126334f;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

inline float f32(c10::BFloat16 x) {
  uint32_t u = uint32_t(x.x) << 16;
  float f;
  memcpy(&f, &u, 4);
  return f;
}
inline float f32(float x) { return x; }

#define FAST __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma")))

template <class T> FAST inline void load(float *out, const T *in) {
  for (int i = 0; i < N; i++) out[i] = f32(in[i]);
}
template <class T> FAST inline void store(T *out, const float *in) {
  for (int i = 0; i < N; i++) out[i] = T(in[i]);
}
FAST inline void decay(float *w, const float *raw) {
  for (int i = 0; i < N; i++) w[i] = expf(W_SCALE / (1 + expf(-raw[i])));
}

FAST void advance(float *__restrict S, const float *P, float *__restrict sa, float *__restrict y,
                  const float *r, const float *w, const float *k, const float *v, const float *a,
                  const float *b) {
#pragma clang fp contract(fast)
  float s[N] = {}, o[N] = {};
  for (int j = 0; j < N; j++)
    for (int i = 0; i < N; i++) s[i] += P[j * N + i] * a[j];
  for (int j = 0; j < N; j++)
    for (int i = 0; i < N; i++) {
      float x = P[j * N + i] * w[j] + s[i] * b[j] + v[i] * k[j];
      S[j * N + i] = x;
      o[i] += x * r[j];
    }
  for (int i = 0; i < N; i++) sa[i] = s[i], y[i] = o[i];
}

template <class T>
FAST void forward_head(T *y, float *saved, const T *r, const T *w, const T *k, const T *v,
                       const T *a, const T *b, int64_t T_, int64_t stride) {
  alignas(64) float S[N * N] = {};
  alignas(64) float fr[N], fw[N], fk[N], fv[N], fa[N], fb[N], sa[N], fy[N];
  for (int64_t t = 0; t < T_; t++) {
    int64_t o = t * stride;
    if (t % CHUNK == 0) memcpy(saved + t / CHUNK * N * N, S, sizeof S);
    load(fr, r + o), load(fw, w + o), load(fk, k + o), load(fv, v + o), load(fa, a + o),
        load(fb, b + o);
    decay(fw, fw);
    advance(S, S, sa, fy, fr, fw, fk, fv, fa, fb);
    store(y + o, fy);
  }
}

struct Step {
  alignas(64) float r[N], raw[N], w[N], k[N], v[N], a[N], b[N], sa[N];
};

FAST void retreat(float *__restrict dS, const float *S, const float *P, const Step &x,
                  const float *dy, float *__restrict dr, float *__restrict dw, float *__restrict dk,
                  float *__restrict dv, float *__restrict da, float *__restrict db) {
#pragma clang fp contract(fast) reassociate(on)
  float dsa[N] = {}, gv[N] = {};
  for (int j = 0; j < N; j++) {
    float gr = 0, gk = 0, gb = 0, gw = 0;
    for (int i = 0; i < N; i++) {
      float d = dS[j * N + i] + dy[i] * x.r[j];
      dS[j * N + i] = d;
      gr += S[j * N + i] * dy[i];
      gk += d * x.v[i];
      gb += d * x.sa[i];
      gw += d * P[j * N + i];
      dsa[i] += d * x.b[j];
      gv[i] += d * x.k[j];
    }
    dr[j] = gr, dk[j] = gk, db[j] = gb;
    float q = 1 / (1 + expf(-x.raw[j]));
    dw[j] = gw * x.w[j] * W_SCALE * q * (1 - q);
  }
  for (int j = 0; j < N; j++) {
    float ga = 0;
    for (int i = 0; i < N; i++) {
      ga += P[j * N + i] * dsa[i];
      dS[j * N + i] = dS[j * N + i] * x.w[j] + dsa[i] * x.a[j];
    }
    da[j] = ga;
  }
  for (int i = 0; i < N; i++) dv[i] = gv[i];
}

template <class T>
FAST void backward_head(T *dr, T *dw, T *dk, T *dv, T *da, T *db, const T *dy, const float *saved,
                        const T *r, const T *w, const T *k, const T *v, const T *a, const T *b,
                        int64_t T_, int64_t stride, float *states, Step *steps) {
  alignas(64) float dS[N * N] = {};
  alignas(64) float y[N], g[6][N];
  for (int64_t chunk = (T_ - 1) / CHUNK; chunk >= 0; chunk--) {
    int64_t t0 = chunk * CHUNK, n = std::min<int64_t>(CHUNK, T_ - t0);
    memcpy(states, saved + chunk * N * N, sizeof(float) * N * N);
    for (int64_t s = 0; s < n; s++) {
      int64_t o = (t0 + s) * stride;
      Step &x = steps[s];
      load(x.r, r + o), load(x.raw, w + o), load(x.k, k + o), load(x.v, v + o), load(x.a, a + o),
          load(x.b, b + o);
      decay(x.w, x.raw);
      advance(states + (s + 1) * N * N, states + s * N * N, x.sa, y, x.r, x.w, x.k, x.v, x.a, x.b);
    }
    for (int64_t s = n - 1; s >= 0; s--) {
      int64_t o = (t0 + s) * stride;
      load(y, dy + o);
      retreat(dS, states + (s + 1) * N * N, states + s * N * N, steps[s], y, g[0], g[1], g[2],
              g[3], g[4], g[5]);
      store(dr + o, g[0]), store(dw + o, g[1]), store(dk + o, g[2]), store(dv + o, g[3]),
          store(da + o, g[4]), store(db + o, g[5]);
    }
  }
}

template <class T> T *data(const at::Tensor &t) { return t.mutable_data_ptr<T>(); }

struct WKV7 : torch::autograd::Function<WKV7> {
  static at::Tensor forward(AutogradContext *context, at::Tensor r, at::Tensor w, at::Tensor k,
                            at::Tensor v, at::Tensor a, at::Tensor b) {
    variable_list x = {r.contiguous(), w.contiguous(), k.contiguous(),
                       v.contiguous(), a.contiguous(), b.contiguous()};
    for (auto &t : x) {
      TORCH_CHECK(t.sizes() == r.sizes() && t.scalar_type() == r.scalar_type(),
                  "the inputs of wkv7 differ in shape or type");
    }
    auto B = r.size(0), T_ = r.size(1), H = r.size(2);
    TORCH_CHECK(r.dim() == 4 && r.size(3) == N, "wkv7 takes (B,T,H,64), not ", r.sizes());
    auto y = at::empty_like(x[0]);
    auto chunks = (T_ + CHUNK - 1) / CHUNK;
    auto saved = at::empty({B, H, chunks, N, N}, at::kFloat);
    AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, r.scalar_type(), "wkv7", [&] {
      if constexpr (!std::is_same_v<scalar_t, double>) {
        parallel(B * H, [&](int64_t begin, int64_t end) {
          for (auto bh = begin; bh < end; bh++) {
            auto o = (bh / H * T_ * H + bh % H) * N;
            forward_head<scalar_t>(
                data<scalar_t>(y) + o, data<float>(saved) + bh * chunks * N * N,
                data<scalar_t>(x[0]) + o, data<scalar_t>(x[1]) + o, data<scalar_t>(x[2]) + o,
                data<scalar_t>(x[3]) + o, data<scalar_t>(x[4]) + o, data<scalar_t>(x[5]) + o, T_,
                H * N);
          }
        });
      }
    });
    x.push_back(saved);
    context->save_for_backward(x);
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto x = context->get_saved_variables();
    auto dy = gradients[0].contiguous();
    auto B = dy.size(0), T_ = dy.size(1), H = dy.size(2);
    auto chunks = (T_ + CHUNK - 1) / CHUNK;
    variable_list g;
    for (int i = 0; i < 6; i++) g.push_back(at::empty_like(x[0]));
    AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, dy.scalar_type(), "wkv7", [&] {
      if constexpr (!std::is_same_v<scalar_t, double>) {
        parallel(B * H, [&](int64_t begin, int64_t end) {
          std::vector<float> states((CHUNK + 1) * N * N + 16);
          std::vector<Step> steps(CHUNK);
          for (auto bh = begin; bh < end; bh++) {
            auto o = (bh / H * T_ * H + bh % H) * N;
            backward_head<scalar_t>(
                data<scalar_t>(g[0]) + o, data<scalar_t>(g[1]) + o, data<scalar_t>(g[2]) + o,
                data<scalar_t>(g[3]) + o, data<scalar_t>(g[4]) + o, data<scalar_t>(g[5]) + o,
                data<scalar_t>(dy) + o, data<float>(x[6]) + bh * chunks * N * N,
                data<scalar_t>(x[0]) + o, data<scalar_t>(x[1]) + o, data<scalar_t>(x[2]) + o,
                data<scalar_t>(x[3]) + o, data<scalar_t>(x[4]) + o, data<scalar_t>(x[5]) + o, T_,
                H * N, states.data(), steps.data());
          }
        });
      }
    });
    return g;
  }
};
} // namespace

CTStatus ct_wkv7(
    CTTensor *y, CTTensor r, CTTensor w, CTTensor k, CTTensor v, CTTensor a, CTTensor b) {
  return guard([&] {
    give(y, WKV7::apply(unwrap(r), unwrap(w), unwrap(k), unwrap(v), unwrap(a), unwrap(b)));
  });
}
