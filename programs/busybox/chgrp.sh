# Program: chgrp: groups
# Source: BusyBox; POSIX, Shell and Utilities
touch f
check same '0' 'chgrp 0 f; stat -c %g f'
check by_name 'ok' 'chgrp root f && echo ok'
check unmapped 'chgrp: f: Invalid argument[1]' 'chgrp 4711 f'
check missing_group 'chgrp: unknown group nobodyhere[1]' 'chgrp nobodyhere f'
verdict
