/*
 * The functions of libcudart and libcublas that Sleipnir calls, computed on the CPU: same names,
 * same ABI. Work of a stream is put off until something waits for it, so that a buffer used again
 * too early or an event forgotten gives a wrong result here too. Pointers, leading dimensions and
 * the current device are checked.
 *
 * One library serves as both, under two names. The fake_ functions control it.
 *
 * With -DREAL_HEADERS NVIDIA's own headers declare everything, and the compiler compares.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef REAL_HEADERS
#include <cublas_v2.h>
#include <cuda_runtime_api.h>
#else
typedef int cudaError_t;
typedef int cublasStatus_t;
typedef int cublasOperation_t;
typedef int cublasMath_t;
typedef int cudaDataType;
typedef int cublasComputeType_t;
typedef int cublasGemmAlgo_t;
typedef struct CUstream_st *cudaStream_t;
typedef struct CUevent_st *cudaEvent_t;
typedef struct cublasContext *cublasHandle_t;
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2 };
struct cudaDeviceProp {
  char name[256];
  char rest[776];
};
#endif

#define INVALID 1            /* cudaErrorInvalidValue */
#define OUT_OF_MEMORY 2      /* cudaErrorMemoryAllocation */
#define NO_DEVICE 101        /* cudaErrorInvalidDevice */
#define WRONG_CONTEXT 400    /* cudaErrorInvalidResourceHandle */
#define BLAS_INVALID 7       /* CUBLAS_STATUS_INVALID_VALUE */
#define BLAS_UNINITIALIZED 1 /* CUBLAS_STATUS_NOT_INITIALIZED */
#define DEVICES 2

/* --- what is there ----------------------------------------------------------------------------- */

enum { DEVICE, PINNED, STREAM, EVENT, HANDLE, KINDS };

struct thing {
  int kind;
  int device;
  char *data;
  size_t bytes;
  struct thing *next;
};

static struct thing *things;
static long long live[KINDS];
static size_t memory = (size_t)1 << 30;
static size_t used;
static long long up, down;
static int others_first;
static __thread int current;

static struct thing *add(int kind, char *data, size_t bytes) {
  struct thing *t = malloc(sizeof *t);
  *t = (struct thing){kind, current, data, bytes, things};
  things = t;
  live[kind]++;
  return t;
}

/* The thing of a kind that holds so many bytes from an address. */
static struct thing *find(int kind, const void *at, size_t bytes) {
  for (struct thing *t = things; t; t = t->next)
    if (t->kind == kind && (char *)at >= t->data && (char *)at + bytes <= t->data + t->bytes) return t;
  return NULL;
}

static int drop(int kind, const void *at) {
  for (struct thing **t = &things; *t; t = &(*t)->next)
    if ((*t)->kind == kind && (*t)->data == at) {
      struct thing *gone = *t;
      *t = gone->next;
      live[kind]--;
      if (kind == DEVICE) used -= gone->bytes;
      free(gone->data);
      free(gone);
      return 0;
    }
  return INVALID;
}

/* --- control ----------------------------------------------------------------------------------- */

#define NAMES 64
static struct {
  const char *name;
  long long calls;
  long long failing; /* which call from now on fails; 0 for none */
  int status;
} functions[NAMES];

static int slot(const char *name) {
  for (int f = 0; f < NAMES; f++) {
    if (!functions[f].name) functions[f].name = strdup(name);
    if (!strcmp(functions[f].name, name)) return f;
  }
  abort();
}

static int call(const char *name) {
  int f = slot(name);
  functions[f].calls++;
  return functions[f].failing && --functions[f].failing == 0 ? functions[f].status : 0;
}

#define CALL                         \
  do {                               \
    int status_ = call(__func__);    \
    if (status_) return status_;     \
  } while (0)

/* The nth call of a function from now on returns this. */
void fake_fail(const char *name, int nth, int status) {
  functions[slot(name)].failing = nth;
  functions[slot(name)].status = status;
}

long long fake_calls(const char *name) { return functions[slot(name)].calls; }

long long fake_live(const char *kind) {
  static const char *names[KINDS] = {"DEVICE", "PINNED", "STREAM", "EVENT", "HANDLE"};
  for (int k = 0; k < KINDS; k++)
    if (!strcmp(names[k], kind)) return live[k];
  abort();
}

long long fake_bytes(int upward) { return upward ? up : down; }

void fake_memory(long long bytes) { memory = bytes; }

/* What is left is not counted any more. */
void fake_forget(void) {
  memset(live, 0, sizeof live);
  used = 0;
}

/* Whether the other streams run ahead of the one that is waited for. */
void fake_others_first(int yes) { others_first = yes; }

void fake_reset(void) {
  others_first = 0;
  for (int f = 0; f < NAMES; f++) functions[f].calls = functions[f].failing = 0;
  memory = (size_t)1 << 30;
  up = down = 0;
}

/* --- streams ----------------------------------------------------------------------------------- */

struct work {
  void (*run)(struct work *);
  char *to;
  const char *from;
  size_t bytes;
  struct stream *other;
  long long until;
  struct product {
    int transA, transB, m, n, k, lda, ldb, ldc, batch, bits;
    long long strideA, strideB, strideC;
    float alpha, beta;
    const float *a, *b;
    float *c;
  } p;
  struct work *next;
};

struct stream {
  struct work *first, *last;
  long long given, done;
};

struct event {
  struct stream *stream;
  long long at;
};

struct handle {
  struct stream *stream;
  int math;
};

static void run(struct stream *s, long long until) {
  while (s->done < until) {
    struct work *w = s->first;
    s->first = w->next;
    if (!s->first) s->last = NULL;
    s->done++;
    w->run(w);
    free(w);
  }
}

/* The newest stream first. */
static void run_all(void) {
  for (struct thing *t = things; t; t = t->next)
    if (t->kind == STREAM) run((struct stream *)t->data, ((struct stream *)t->data)->given);
}

static void give(struct stream *s, struct work w) {
  struct work *one = malloc(sizeof w);
  *one = w;
  one->next = NULL;
  if (s->last)
    s->last->next = one;
  else
    s->first = one;
  s->last = one;
  s->given++;
}

static int usable(int kind, void *at) {
  struct thing *t = find(kind, at, 1);
  return t && t->device == current;
}

/* --- libcudart --------------------------------------------------------------------------------- */

cudaError_t cudaGetDeviceCount(int *count) {
  CALL;
  *count = DEVICES;
  return 0;
}

cudaError_t cudaSetDevice(int device) {
  CALL;
  if (device < 0 || device >= DEVICES) return NO_DEVICE;
  current = device;
  return 0;
}

cudaError_t cudaGetDeviceProperties(struct cudaDeviceProp *prop, int device) {
  CALL;
  memset(prop, 0, sizeof *prop);
  snprintf(prop->name, sizeof prop->name, "Fake GPU %d", device);
  return 0;
}

cudaError_t cudaMemGetInfo(size_t *free, size_t *total) {
  CALL;
  *free = memory - used;
  *total = memory;
  return 0;
}

cudaError_t cudaMalloc(void **to, size_t bytes) {
  CALL;
  if (bytes > memory - used) return OUT_OF_MEMORY;
  /* What is not written before it is read is not a number. */
  char *data = malloc(bytes);
  if (!data) return OUT_OF_MEMORY;
  memset(data, 0xff, bytes);
  used += bytes;
  add(DEVICE, data, bytes);
  *to = data;
  return 0;
}

cudaError_t cudaFree(void *at) {
  CALL;
  run_all();
  return drop(DEVICE, at);
}

cudaError_t cudaMallocHost(void **to, size_t bytes) {
  CALL;
  *to = add(PINNED, malloc(bytes), bytes)->data;
  return 0;
}

cudaError_t cudaFreeHost(void *at) {
  CALL;
  return drop(PINNED, at);
}

static void copy(struct work *w) { memcpy(w->to, w->from, w->bytes); }

cudaError_t cudaMemcpyAsync(
    void *to, const void *from, size_t bytes, enum cudaMemcpyKind kind, cudaStream_t stream) {
  CALL;
  int upward = kind == cudaMemcpyHostToDevice;
  if (!find(upward ? DEVICE : PINNED, to, bytes) || !find(upward ? PINNED : DEVICE, from, bytes))
    return INVALID;
  if (!usable(STREAM, stream)) return WRONG_CONTEXT;
  if (upward)
    up += bytes;
  else
    down += bytes;
  give((struct stream *)stream, (struct work){.run = copy, .to = to, .from = from, .bytes = bytes});
  return 0;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t *to, unsigned int flags) {
  CALL;
  if (flags != 1) return INVALID; /* would wait for the default stream */
  *to = (cudaStream_t)add(STREAM, calloc(1, sizeof(struct stream)), sizeof(struct stream))->data;
  return 0;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  CALL;
  if (!usable(STREAM, stream)) return WRONG_CONTEXT;
  struct stream *s = (struct stream *)stream;
  if (others_first && s->done < s->given) run_all();
  run(s, s->given);
  return 0;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  CALL;
  if (!usable(STREAM, stream)) return WRONG_CONTEXT;
  run((struct stream *)stream, ((struct stream *)stream)->given);
  return drop(STREAM, stream);
}

static void wait_for(struct work *w) { run(w->other, w->until); }

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned int flags) {
  CALL;
  struct event *e = (struct event *)event;
  if (!usable(STREAM, stream) || !usable(EVENT, event)) return WRONG_CONTEXT;
  if (flags) return INVALID;
  if (e->stream)
    give((struct stream *)stream,
         (struct work){.run = wait_for, .other = e->stream, .until = e->at});
  return 0;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t *to, unsigned int flags) {
  CALL;
  if (flags != 2) return INVALID; /* would measure time */
  *to = (cudaEvent_t)add(EVENT, calloc(1, sizeof(struct event)), sizeof(struct event))->data;
  return 0;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  CALL;
  if (!usable(STREAM, stream) || !usable(EVENT, event)) return WRONG_CONTEXT;
  *(struct event *)event =
      (struct event){(struct stream *)stream, ((struct stream *)stream)->given};
  return 0;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  CALL;
  return drop(EVENT, event);
}

cudaError_t cudaGetLastError(void) {
  CALL;
  return 0;
}

const char *cudaGetErrorName(cudaError_t error) {
  switch ((int)error) {
    case 0: return "cudaSuccess";
    case INVALID: return "cudaErrorInvalidValue";
    case OUT_OF_MEMORY: return "cudaErrorMemoryAllocation";
    case 35: return "cudaErrorInsufficientDriver";
    case 100: return "cudaErrorNoDevice";
    case 719: return "cudaErrorLaunchFailure";
    default: return "cudaErrorOther";
  }
}

const char *cudaGetErrorString(cudaError_t error) {
  switch ((int)error) {
    case OUT_OF_MEMORY: return "out of memory";
    case 35: return "CUDA driver version is insufficient for CUDA runtime version";
    case 100: return "no CUDA-capable device is detected";
    default: return "as the fake says";
  }
}

/* --- libcublas --------------------------------------------------------------------------------- */

cublasStatus_t cublasCreate_v2(cublasHandle_t *to) {
  CALL;
  *to = (cublasHandle_t)add(HANDLE, calloc(1, sizeof(struct handle)), sizeof(struct handle))->data;
  return 0;
}

cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) {
  CALL;
  return drop(HANDLE, handle) ? BLAS_UNINITIALIZED : 0;
}

cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream) {
  CALL;
  if (!usable(HANDLE, handle)) return BLAS_UNINITIALIZED;
  if (!usable(STREAM, stream)) return BLAS_INVALID;
  ((struct handle *)handle)->stream = (struct stream *)stream;
  return 0;
}

cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
  CALL;
  if (!usable(HANDLE, handle)) return BLAS_UNINITIALIZED;
  ((struct handle *)handle)->math = mode;
  return 0;
}

/* Without the lowest bits of the significand, as tensor cores may read it. */
static float cut(float x, int bits) {
  uint32_t word;
  memcpy(&word, &x, sizeof word);
  word &= ~0u << bits;
  memcpy(&x, &word, sizeof x);
  return x;
}

static void multiply(struct work *w) {
  struct product p = w->p;
  for (int s = 0; s < p.batch; s++) {
    const float *a = p.a + s * p.strideA, *b = p.b + s * p.strideB;
    float *c = p.c + s * p.strideC;
    for (int j = 0; j < p.n; j++)
      for (int i = 0; i < p.m; i++) {
        double sum = 0;
        for (int d = 0; d < p.k; d++) {
          float x = a[p.transA ? d + (size_t)i * p.lda : i + (size_t)d * p.lda];
          float y = b[p.transB ? j + (size_t)d * p.ldb : d + (size_t)j * p.ldb];
          sum += (double)cut(x, p.bits) * cut(y, p.bits);
        }
        float *to = c + i + (size_t)j * p.ldc;
        *to = p.beta == 0 ? (float)(p.alpha * sum) : (float)(p.alpha * sum + (double)p.beta * *to);
      }
  }
}

/* Bytes of a column-major matrix. */
static size_t room(int rows, int columns, int ld) {
  return ((size_t)(columns - 1) * ld + rows) * sizeof(float);
}

static cublasStatus_t give_product(cublasHandle_t handle, struct product p) {
  struct handle *h = (struct handle *)handle;
  if (!usable(HANDLE, handle) || !h->stream) return BLAS_UNINITIALIZED;
  int rowsA = p.transA ? p.k : p.m, rowsB = p.transB ? p.n : p.k;
  if (p.m < 1 || p.n < 1 || p.k < 1 || p.batch < 1) return BLAS_INVALID;
  if (p.lda < rowsA || p.ldb < rowsB || p.ldc < p.m) return BLAS_INVALID;
  int last = p.batch - 1;
  size_t a = room(rowsA, p.transA ? p.m : p.k, p.lda) + last * p.strideA * sizeof(float);
  size_t b = room(rowsB, p.transB ? p.k : p.n, p.ldb) + last * p.strideB * sizeof(float);
  size_t c = room(p.m, p.n, p.ldc) + last * p.strideC * sizeof(float);
  if (!find(DEVICE, p.a, a) || !find(DEVICE, p.b, b) || !find(DEVICE, p.c, c)) return BLAS_INVALID;
  give(h->stream, (struct work){.run = multiply, .p = p});
  return 0;
}

/* TF32 by the mode of the handle keeps 10 bits, BF16 by the type of computation 7. */
static int bits_of_handle(cublasHandle_t handle) {
  return usable(HANDLE, handle) && ((struct handle *)handle)->math == 3 ? 13 : 0;
}

#ifndef WITHOUT_SGEMM
cublasStatus_t cublasSgemm_v2(
    cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
    const float *alpha, const float *A, int lda, const float *B, int ldb, const float *beta,
    float *C, int ldc) {
  CALL;
  return give_product(
      handle, (struct product){transa, transb, m, n, k, lda, ldb, ldc, 1, bits_of_handle(handle), 0,
                               0, 0, *alpha, *beta, A, B, C});
}
#endif

cublasStatus_t cublasSgemmStridedBatched(
    cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
    const float *alpha, const float *A, int lda, long long int strideA, const float *B, int ldb,
    long long int strideB, const float *beta, float *C, int ldc, long long int strideC,
    int batchCount) {
  CALL;
  return give_product(
      handle, (struct product){transa, transb, m, n, k, lda, ldb, ldc, batchCount,
                               bits_of_handle(handle), strideA, strideB, strideC, *alpha, *beta, A,
                               B, C});
}

/* Everything in 32 bits, the default algorithm, and inputs that may be rounded to BF16. */
static int is_bf16(int at, int bt, int ct, int compute, int algorithm) {
  return at == 0 && bt == 0 && ct == 0 && compute == 75 && algorithm == -1;
}

cublasStatus_t cublasGemmEx(
    cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
    const void *alpha, const void *A, cudaDataType Atype, int lda, const void *B,
    cudaDataType Btype, int ldb, const void *beta, void *C, cudaDataType Ctype, int ldc,
    cublasComputeType_t computeType, cublasGemmAlgo_t algo) {
  CALL;
  if (!is_bf16(Atype, Btype, Ctype, computeType, algo)) return BLAS_INVALID;
  return give_product(
      handle, (struct product){transa, transb, m, n, k, lda, ldb, ldc, 1, 16, 0, 0, 0,
                               *(const float *)alpha, *(const float *)beta, A, B, C});
}

cublasStatus_t cublasGemmStridedBatchedEx(
    cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
    const void *alpha, const void *A, cudaDataType Atype, int lda, long long int strideA,
    const void *B, cudaDataType Btype, int ldb, long long int strideB, const void *beta, void *C,
    cudaDataType Ctype, int ldc, long long int strideC, int batchCount,
    cublasComputeType_t computeType, cublasGemmAlgo_t algo) {
  CALL;
  if (!is_bf16(Atype, Btype, Ctype, computeType, algo)) return BLAS_INVALID;
  return give_product(
      handle, (struct product){transa, transb, m, n, k, lda, ldb, ldc, batchCount, 16, strideA,
                               strideB, strideC, *(const float *)alpha, *(const float *)beta, A, B,
                               C});
}

cublasStatus_t cublasSgemv_v2(
    cublasHandle_t handle, cublasOperation_t trans, int m, int n, const float *alpha,
    const float *A, int lda, const float *x, int incx, const float *beta, float *y, int incy) {
  CALL;
  if (incx != 1 || incy != 1 || lda < m) return BLAS_INVALID;
  int rows = trans ? n : m, depth = trans ? m : n;
  return give_product(
      handle, (struct product){trans, 0, rows, 1, depth, lda, depth, rows, 1, 0, 0, 0, 0, *alpha,
                               *beta, A, x, y});
}
