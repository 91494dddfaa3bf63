# Program: id: users and groups
# Source: BusyBox; POSIX, Shell and Utilities
check user '0|root' 'id -u; id -un'
check group '0|root' 'id -g; id -gn'
check root 'uid=0(root) gid=0(root) groups=0(root)' 'id root'
check missing 'id: unknown user nobodyhere|1' 'id nobodyhere; echo $?'
verdict
