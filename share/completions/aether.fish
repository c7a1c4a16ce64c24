# fish completion for aether. Part of Aether, under the Apache License v2.0 with
# LLVM Exceptions.

set -l commands check concurrent db hook profile status
complete -c aether -n "not __fish_seen_subcommand_from $commands" -f -a check -d 'Judge the parallel calls of a project'
complete -c aether -n "not __fish_seen_subcommand_from $commands" -f -a db -d 'Look into veto databases'
complete -c aether -n "not __fish_seen_subcommand_from $commands" -f -a hook -d 'Check what a git commit or push brings'
complete -c aether -n "not __fish_seen_subcommand_from $commands" -f -a profile -d 'Run a program and tell how its parallel calls went'
complete -c aether -n "not __fish_seen_subcommand_from $commands" -f -a concurrent -d 'With --profile: the same as profile'
complete -c aether -n "not __fish_seen_subcommand_from $commands" -f -a status -d 'What was built and what this machine offers'
complete -c aether -n "not __fish_seen_subcommand_from $commands" -l version -d 'Tell the version'
complete -c aether -l help -d 'Describe the options'
complete -c aether -l help-list -d 'List the options'

complete -c aether -n '__fish_seen_subcommand_from check' -o p -x -a '(__fish_complete_directories)' -d 'Folder of compile_commands.json'
complete -c aether -n '__fish_seen_subcommand_from check' -l format -x -a 'text json sarif html' -d 'Form of the report'
complete -c aether -n '__fish_seen_subcommand_from check' -l output -r -d 'Write the report there'
complete -c aether -n '__fish_seen_subcommand_from check' -l db -r -d 'Veto database'
complete -c aether -n '__fish_seen_subcommand_from check' -l jobs -x -d 'Files analysed at once'
complete -c aether -n '__fish_seen_subcommand_from check' -l models -r -d 'Models of further libraries'
complete -c aether -n '__fish_seen_subcommand_from check' -l emit-tables -x -a '(__fish_complete_directories)' -d 'Write a veto table for each file'
complete -c aether -n '__fish_seen_subcommand_from check' -l depfile -r -d 'Write a Makefile rule for the table'
complete -c aether -n '__fish_seen_subcommand_from check' -l baseline -r -d 'Findings listed there do not count'
complete -c aether -n '__fish_seen_subcommand_from check' -l write-baseline -r -d 'Write what is found there'
complete -c aether -n '__fish_seen_subcommand_from check' -l diff -x -d 'Only lines changed since'
complete -c aether -n '__fish_seen_subcommand_from check' -l strict -d 'Exit status 1 for unknown calls too'
complete -c aether -n '__fish_seen_subcommand_from check' -l quiet -d 'Findings only'
complete -c aether -n '__fish_seen_subcommand_from check' -l exit-zero -d 'Exit status 0 even if there are findings'
complete -c aether -n '__fish_seen_subcommand_from check' -l fix -d 'Repair what can be repaired for sure'
complete -c aether -n '__fish_seen_subcommand_from check' -l fix-dry-run -d 'Print what --fix would change as a unified diff'

set -l words list explain diff merge export
complete -c aether -n "__fish_seen_subcommand_from db; and not __fish_seen_subcommand_from $words" -f -a "$words"
complete -c aether -n '__fish_seen_subcommand_from db' -l db -r -d 'The database'
complete -c aether -n '__fish_seen_subcommand_from db' -l format -x -a 'text json sarif html' -d 'Form of the export'
complete -c aether -n '__fish_seen_subcommand_from db' -l output -r -d 'Export to this file'

set -l words run install remove
complete -c aether -n "__fish_seen_subcommand_from hook; and not __fish_seen_subcommand_from $words" -f -a "$words"
complete -c aether -n '__fish_seen_subcommand_from hook' -o p -x -a '(__fish_complete_directories)' -d 'Folder of compile_commands.json'
complete -c aether -n '__fish_seen_subcommand_from hook' -l full -d 'The whole project'
complete -c aether -n '__fish_seen_subcommand_from hook' -l baseline -r -d 'Findings listed there do not count'
complete -c aether -n '__fish_seen_subcommand_from hook' -l jobs -x -d 'Files analysed at once'

for command in profile concurrent
  complete -c aether -n "__fish_seen_subcommand_from $command" -l db -r -d 'Keep the result in this veto database'
  complete -c aether -n "__fish_seen_subcommand_from $command" -l format -x -a 'text json' -d 'Form of the report'
  complete -c aether -n "__fish_seen_subcommand_from $command" -l output -r -d 'Write the report there'
end
complete -c aether -n '__fish_seen_subcommand_from concurrent' -l profile -d 'Measure the parallel calls'
