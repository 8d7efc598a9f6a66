/* A camera driver in user space, for tests on machines without a camera.

Loaded before the C library, it answers what OpenCV's V4L2 reader asks of /dev/zero as a driver of the
kernel answers (Video for Linux, API 2): one grey picture of 640x480, streamed through mapped buffers.

CAMERA_PICTURE names a file of 640 * 480 bytes. CAMERA_MODE: "busy", another program streams (EBUSY);
"gone:N", unplugged after N frames (ENODEV, also when it is opened again); "still:N", the N-th frame
again and again, as some drivers do with a camera that is gone, and ENODEV when it is opened again;
otherwise each frame differs in a pixel. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 640, HEIGHT = 480, BYTES = WIDTH * HEIGHT, BUFFERS_MOST = 32 };

static int camera = -1, next_buffer, buffers, frames, gone;
static unsigned char *mapped[BUFFERS_MOST], picture[BYTES];

static int mode_number(const char *word) {
    const char *mode = getenv("CAMERA_MODE");
    size_t size = strlen(word);
    return mode && !strncmp(mode, word, size) ? atoi(mode + size) : -1;
}

static int fail(int number) { errno = number; return -1; }

static int opened(const char *path, int fd) {
    if (fd < 0 || strcmp(path, "/dev/zero")) return fd;
    int still = mode_number("still:");
    if (gone || (still >= 0 && frames > still)) { close(fd); return fail(ENODEV); }
    int file = open(getenv("CAMERA_PICTURE"), O_RDONLY);
    ssize_t size = read(file, picture, BYTES);
    close(file);
    if (size != BYTES) abort();
    camera = fd;
    buffers = next_buffer = 0;
    return fd;
}

#define OPEN(name)                                                             \
    int name(const char *path, int flags, ...) {                               \
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name);         \
        va_list rest;                                                          \
        va_start(rest, flags);                                                 \
        int mode = flags & O_CREAT ? va_arg(rest, int) : 0;                    \
        va_end(rest);                                                          \
        return opened(path, real(path, flags, mode));                          \
    }
OPEN(open)
OPEN(open64)

#define MMAP(name, type)                                                       \
    void *name(void *at, size_t size, int how, int flags, int fd, type from) { \
        void *(*real)(void *, size_t, int, int, int, type) = dlsym(RTLD_NEXT, #name); \
        if (fd != camera || camera < 0) return real(at, size, how, flags, fd, from); \
        void *made = real(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); \
        mapped[from / BYTES] = made;                                           \
        return made;                                                           \
    }
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)

static void format(struct v4l2_format *asked) {
    asked->fmt.pix = (struct v4l2_pix_format){
        .width = WIDTH, .height = HEIGHT, .pixelformat = V4L2_PIX_FMT_GREY, .field = V4L2_FIELD_NONE,
        .bytesperline = WIDTH, .sizeimage = BYTES, .colorspace = V4L2_COLORSPACE_SRGB };
}

static int next_frame(struct v4l2_buffer *asked) {
    int last = mode_number("gone:"), still = mode_number("still:");
    if (last >= 0 && frames >= last) { gone = 1; return fail(ENODEV); }
    frames++;
    asked->index = next_buffer;
    asked->bytesused = BYTES;
    asked->length = BYTES;
    asked->flags = V4L2_BUF_FLAG_DONE | V4L2_BUF_FLAG_MAPPED;
    memcpy(mapped[next_buffer], picture, BYTES);
    if (still < 0 || frames < still) mapped[next_buffer][0] = frames;
    next_buffer = (next_buffer + 1) % buffers;
    nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
    return 0;
}

int ioctl(int fd, unsigned long asked, ...) {
    int (*real)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
    va_list rest;
    va_start(rest, asked);
    void *what = va_arg(rest, void *);
    va_end(rest);
    if (fd != camera || camera < 0) return real(fd, asked, what);
    int busy = mode_number("busy") >= 0;
    switch (asked) {
    case VIDIOC_QUERYCAP: {
        struct v4l2_capability *said = what;
        memset(said, 0, sizeof *said);
        strcpy((char *)said->driver, "test");
        said->capabilities = said->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    }
    case VIDIOC_G_INPUT: *(int *)what = 0; return 0;
    case VIDIOC_S_INPUT: return 0;
    case VIDIOC_ENUMINPUT:
        return ((struct v4l2_input *)what)->index ? fail(EINVAL) : 0;
    case VIDIOC_S_FMT: if (busy) return fail(EBUSY); /* fall through */
    case VIDIOC_TRY_FMT:
    case VIDIOC_G_FMT: format(what); return 0;
    case VIDIOC_REQBUFS: {
        struct v4l2_requestbuffers *wanted = what;
        if (busy) return fail(EBUSY);
        if (wanted->count > BUFFERS_MOST) wanted->count = BUFFERS_MOST;
        buffers = wanted->count;
        return 0;
    }
    case VIDIOC_QUERYBUF: {
        struct v4l2_buffer *buffer = what;
        if ((int)buffer->index >= buffers) return fail(EINVAL);
        buffer->length = BYTES;
        buffer->m.offset = buffer->index * BYTES;
        return 0;
    }
    case VIDIOC_STREAMON: return busy ? fail(EBUSY) : 0;
    case VIDIOC_QBUF:
    case VIDIOC_STREAMOFF: return gone ? fail(ENODEV) : 0;
    case VIDIOC_DQBUF: return next_frame(what);
    default: return fail(ENOTTY);
    }
}
