"""The ground that the two adversaries, disclosure and attack, share: the tree of sums, the policy, the syntax of merged cells."""
