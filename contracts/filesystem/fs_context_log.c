/* Contract:  What a file system has against its configuration can be read from the context's descriptor, a message a
 *            read; none left is ENODATA.
 * Source:    fsopen(2), "Message retrieval interface"; fs/fsopen.c, fscontext_read
 * Covers:    fsopen fsconfig read
 * Requires:  namespaces
 */
#include "contract.h"
#include "mount-api.h"

int main(void) {
  int context = (int)must(fsopen("tmpfs", 0));
  char line[200];
  check("empty", text(line, read(context, line, sizeof line)), "ENODATA");
  check("unknown", call(fsconfig(context, SET_STRING, "sizes", "1", 0)), "EINVAL");
  check("small_buffer", text(line, read(context, line, 4)), "EMSGSIZE");
  check("message", text(line, read(context, line, sizeof line)), "e tmpfs: Unknown parameter 'sizes'\\0a");
  check("taken", text(line, read(context, line, sizeof line)), "ENODATA");
  check("wrong", call(fsconfig(context, SET_STRING, "mode", "999", 0)), "EINVAL");
  check("with_value", call(fsconfig(context, SET_FLAG, "size", 0, 0)), "EINVAL");
  check("wrong_size", call(fsconfig(context, SET_STRING, "size", "big", 0)), "EINVAL");
  check("second_source", call(fsconfig(context, SET_STRING, "source", "a", 0)), "0");
  check("third_source", call(fsconfig(context, SET_STRING, "source", "b", 0)), "EINVAL");
  check("first", text(line, read(context, line, sizeof line)), "e tmpfs: Bad value for 'mode'\\0a");
  check("second", text(line, read(context, line, sizeof line)), "e tmpfs: Bad value for 'size'\\0a");
  check("third", text(line, read(context, line, sizeof line)), "e tmpfs: Bad value for 'size'\\0a");
  check("fourth", text(line, read(context, line, sizeof line)), "e Multiple sources\\0a");
  check("fifth", text(line, read(context, line, sizeof line)), "ENODATA");
  check("write", call(write(context, "x", 1)), "EINVAL");
  check("seek", call(lseek(context, 0, SEEK_SET)), "ESPIPE");
  check("poll", poll_one(context, POLLIN | POLLOUT, SOON), "POLLIN|POLLOUT");
  return verdict();
}
