# Program: git: commits, branches and merges, packs, clones over a path and over a pipe, a bundle, a second working tree
# Source: git(1)
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_AUTHOR_DATE='2020-01-01T00:00:00Z'
export GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@example.org GIT_COMMITTER_DATE='2020-01-01T00:00:00Z' GIT_PAGER=cat
git init -q -b main repo
cd repo
check commits '3' 'for i in 1 2 3; do seq $i 100 > f$i; git add f$i; git commit -qm "number $i"; done; git rev-list --count HEAD'
check id '40' 'git rev-parse HEAD | tr -d "\n" | wc -c'
check same_id 'same' 'a=$(git rev-parse HEAD); git commit -q --amend --no-edit; [ $a = $(git rev-parse HEAD) ] && echo same'
check status ' M f1|?? new' 'echo more >> f1; : > new; git status --short'
check diff ' 1 file changed, 1 insertion(+)' 'git diff --shortstat'
check stash '0 1' 'rm new; git stash -q; echo $(git status --short | wc -l) $(git stash list | wc -l); git stash pop -q'
check merge 'main|merged|number 3|side' 'git checkout -q -b side; git commit -qam side; git checkout -q main; echo x >> f2; git commit -qam main; git merge -q -m merged side; git log --format=%s HEAD~3.. | sort'
check conflict 'UU f3' 'git checkout -q -b left; echo l >> f3; git commit -qam left; git checkout -q main; echo r >> f3; git commit -qam right; git merge -q left > said; git status --short -uno; git merge --abort; rm said'
check blame '2' 'git blame -s f2 | cut -c1-8 | sort -u | wc -l'
check packed '0 1' 'git gc -q --prune=now; git count-objects -v | mawk "/^count|^packs/ { printf \"%s%s\", sep, \$2; sep = \" \" } END { print \"\" }"'
check sound '' 'git fsck --full --no-dangling 2>&1'
check clone 'right' 'git clone -q . ../linked; git -C ../linked log -1 --format=%s'
check transport 'right' 'git clone -q file://$PWD ../sent; git -C ../sent log -1 --format=%s'
check push 'pushed' 'git init -q --bare ../bare; git push -q ../bare main; git -C ../bare branch --list main | grep -q main && echo pushed'
check fetch 'later' 'cd ../sent; (cd ../repo; git commit -q --allow-empty -m later); git pull -q; git log -1 --format=%s'
check rebase 'mine|later' 'cd ../linked; git commit -q --allow-empty -m mine; git fetch -q; git rebase -q origin/main; git log -2 --format=%s'
check bundle 'refs/heads/main' 'git bundle create ../b main 2> said; git ls-remote ../b | cut -f2; rm said'
check worktree 'f1|f2|f3' 'git worktree add -q ../beside HEAD~1; ls ../beside'
check hook 'hook says no[1]' 'printf "#!/bin/sh\necho hook says no >&2; exit 1\n" > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; git commit -q --allow-empty -m never'
check grep 'f1:100|f2:100|f3:100' 'git grep "^100$"'
check bisect 'is the first bad commit' 'rm .git/hooks/pre-commit; git bisect start HEAD HEAD~3 > said; git bisect run false | grep -o "is the first bad commit"'
verdict
